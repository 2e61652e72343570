"""From a value in a letter to the page that shows it, and back: followed in the finished PDF."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

import builders_letters
from builders_bundle import bundle, paged, profile, words, write_pdf
from builders_invoices import placed, printed
from evidencekit import build
from evidencekit.citing import cite
from evidencekit.deliveries.files import FilesDelivery
from evidencekit.deliveries.parts import PartsDelivery
from evidencekit.desk import Desk
from evidencekit.language import Language
from evidencekit.letterdue import standing
from evidencekit.lettermarks import fact_address
from evidencekit.lettertext import Cited, Place
from evidencekit.model.bundle import Letter, Outcome, OutcomeStatus
from evidencekit.model.evidence import PagedExhibit
from evidencekit.model.particulars import Particular
from evidencekit.model.vocabulary import Kind
from evidencekit.onpage import stands_in, value_key
from evidencekit.telling import tell

TODAY = date(2026, 10, 20)
NUMBER = "1Z84R2X90344172067"
HEAD = (60.0, "SKU"), (150.0, "Description"), (330.0, "Qty"), (380.0, "Unit price"), (470.0, "Amount")
INVOICE = placed(
    [(60.0, "Brightwater Pottery Ltd")],
    [(60.0, "INVOICE")],
    [(60.0, "Invoice No: BW-260618-041")],
    [(60.0, "Invoice date: June 18, 2026")],
    [(60.0, "Bill to: Harbor Home Goods LLC")],
    list(HEAD),
    [(60.0, "HH-MUG-350"), (150.0, "Stoneware mug 350 ml"), (330.0, "480"), (380.0, "USD 7.80"), (470.0, "USD 3,744.00")],
    [(60.0, "Continued on page 2")],
    list(HEAD),
    [(60.0, "HH-POV-120"), (150.0, "Pour-over set, ceramic"), (330.0, "120"), (380.0, "USD 31.50"), (470.0, "USD 3,780.00")],
    [(60.0, "HH-TWL-4PK"), (150.0, "Linen towel, pack of 4"), (330.0, "200"), (380.0, "USD 6.20"), (470.0, "USD 1,240.00")],
    [(60.0, "Subtotal USD 8,764.00")],
    [(60.0, "Total USD 8,764.00")],
    [(60.0, "Paid in full")],
    [(60.0, "Thank you for your order")],
    [(60.0, "Brightwater Pottery Ltd")],
    pages=2,
)  # fmt: skip
SCANS = "date,time,status,location\n" + "".join(
    f"2026-09-{day:02},{hour:02}:15,{status},{place}\n"
    for day, hour, status, place in (
        (4, 17, "Origin scan", "Seattle WA"),
        *((5 + n // 20, n % 20, "Departed from facility", f"Hub {n}") for n in range(80)),
        (10, 14, "Delivered", "Denver CO"),
    )
)
RECEIPT = printed(
    "DELIVERY RECEIPT", f"Tracking number {NUMBER}", "Delivered: September 10, 2026", "Received by: M WHITLOCK",
    "Exceptions: carton crushed, contents broken",
)  # fmt: skip
CASE = f"""
reference = "HH-2026-017"
[claimant]
name = "Harbor Home Goods LLC"
[consignment]
mode = "parcel"
carrier = "UPS"
tracking_numbers = ["{NUMBER}"]
declared_value = "810.00 USD"
[loss]
type = "damaged"
description = "The carton was crushed."
[[goods]]
sku = "HH-MUG-350"
quantity = 12
quantity_lost = 9
[[goods]]
sku = "HH-POV-120"
quantity = 6
quantity_lost = 5
"""


@dataclass(frozen=True)
class Followed:
    """One link of a cited value: where it is, what it says and where it leads."""

    page: int
    words: str
    to: int
    text: str
    """Of the page to which it leads."""
    line: str | None = None
    """What stands at the place on that page to which it leads; None where it leads to the page alone."""


def made(folder: Path, said: str = "", *, out: str = "out", **how: Any) -> Outcome:
    """Build the case of a crushed parcel for a recipient of any kind."""
    case = folder / "case"
    case.mkdir(exist_ok=True)
    (case / "supplier invoice.pdf").write_bytes(INVOICE)
    (case / "tracking history.csv").write_text(SCANS.replace("date,", f"tracking number {NUMBER}\ndate,", 1))
    if not (case / "delivery receipt.pdf").exists():
        (case / "delivery receipt.pdf").write_bytes(RECEIPT)
    (case / "case.toml").write_text(CASE + said)
    (outcome,) = build(case, into=folder / out, recipients=["generic"], today=TODAY, draft=True, **how)
    assert outcome.status is OutcomeStatus.BUILT
    return outcome


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The case as it is, built once."""
    return made(tmp_path_factory.mktemp("plain"))


def pdf_of(outcome: Outcome) -> Path:
    assert outcome.folder is not None
    return outcome.folder / "bundle.pdf"


def jumps(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any, int]]:
    """Give page, annotation and target page, all from 1, of every link inside a PDF."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    for number, page in enumerate(pdf.pages, 1):
        for link in page.obj.get("/Annots", []):
            if "/A" in link and link.A.S == "/GoTo":
                yield number, link, numbers[link.A.D[0].objgen]


def followed(path: Path) -> list[Followed]:
    """Follow each cited value of a bundle."""
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage() for page in document]
    found = []
    with pikepdf.open(path) as pdf:
        for number, link, target in jumps(pdf):
            if "/EvKitFact" in link:
                shown = _inside(texts[number - 1], tuple(float(v) for v in link.Rect))
                line = None
                if link.A.D[1] == "/XYZ":
                    top = float(link.A.D[3])
                    line = texts[target - 1].get_text_bounded(bottom=top - 40, top=top)
                found.append(Followed(number, shown, target, texts[target - 1].get_text_bounded(), line))
    return found


def _inside(text: Any, box: tuple[float, ...]) -> str:
    """Return the characters whose middle lies in a box."""
    left, bottom, right, top = box
    shown = ""
    for n in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(n)
        if left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top:
            shown += text.get_text_range(n, 1)
    return " ".join(shown.split())


def stands(said: str, text: str) -> bool:
    """Say in the plainest way whether what a letter says stands on a page: a date by its parts, anything else by its characters."""
    for form, shapes in (("%B %d, %Y", 1), ("%b %d, %Y, %H:%M", 2), ("%b %d, %Y", 1)):
        try:
            day = datetime.strptime(said, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        shown = [f"{day:%Y-%m-%d}", f"{day:%B} {day.day}, {day.year}"]
        return any(s in text for s in shown) and (shapes == 1 or f"{day:%H:%M}" in text)
    return re.sub(r"\s", "", said).removeprefix("USD") in re.sub(r"\s", "", text)


ENGINES = [
    "embedded",
    pytest.param(
        "libreoffice",
        marks=pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
    ),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_link_of_a_value_leads_to_a_page_that_says_it(tmp_path: Path, engine: str) -> None:
    outcome = made(tmp_path, engine=engine)
    links = followed(pdf_of(outcome))

    assert {NUMBER, "September 10, 2026", "USD 7.80", "USD 31.50"} <= {link.words for link in links}
    for link in links:
        assert stands(link.words, link.text), link
    assert b"evidence.invalid" not in pdf_of(outcome).read_bytes()


def test_a_value_leads_to_the_line_that_says_it(plain: Outcome) -> None:
    """Followed, the page shows the line below the upper edge of the window; pages of a bundle are stamped and grow at the foot."""
    links = [link for link in followed(pdf_of(plain)) if link.line is not None]

    assert {NUMBER, "September 10, 2026", "USD 7.80", "USD 31.50"} <= {link.words for link in links}
    for link in links:
        assert stands(link.words, link.line or ""), link
    (price,) = {link.line for link in links if link.words == "USD 31.50"}
    assert "HH-POV-120" in (price or "")
    assert "INVOICE" not in (price or "")
    assert "Sep 10, 2026, 14:15" in {link.words for link in links}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_line_of_a_turned_page_with_odd_edges_is_found_as_a_reader_sees_it(
    tmp_path: Path, turn: int
) -> None:
    place = tmp_path / "receipt.pdf"
    place.write_bytes(RECEIPT)
    with pikepdf.open(place, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = turn
        pdf.pages[0].MediaBox = pikepdf.Array([-30, -40, 560, 820])
        pdf.save()
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "delivery receipt.pdf").write_bytes(place.read_bytes())
    outcome = made(tmp_path)
    receipt = next(p for p in outcome.exhibits if p.exhibit.path == "delivery receipt.pdf")
    document = pypdfium2.PdfDocument(pdf_of(outcome))
    text = document[receipt.first_page - 1].get_textpage()
    left, low, right, high = text.get_charbox(text.get_text_range().index("Tracking"))
    document.close()
    with pikepdf.open(pdf_of(outcome)) as pdf:
        points = {
            (float(link.A.D[2]), float(link.A.D[3]))
            for _, link, target in jumps(pdf)
            if "/EvKitFact" in link and target == receipt.first_page and link.A.D[1] == "/XYZ"
        }
    # The window's upper left corner: at the edge that is left for a reader, 24 points above the line.
    wanted = {0: (-30, high + 24), 90: (left - 24, -40), 180: (560, low - 24), 270: (right + 24, 820)}[turn]

    assert any(abs(x - wanted[0]) < 1 and abs(y - wanted[1]) < 1 for x, y in points), (points, wanted)


def test_a_line_below_signs_that_no_unicode_is_known_of_is_found(tmp_path: Path) -> None:
    """They are on the page, a logo in a font of its own for instance, and are not in its text."""
    (tmp_path / "case").mkdir()
    place = tmp_path / "case" / "delivery receipt.pdf"
    place.write_bytes(RECEIPT)
    with pikepdf.open(place, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Resources.Font.Odd = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3, FontBBox=[0, 0, 600, 600], FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            FirstChar=0, LastChar=0, Widths=[600], Encoding=pikepdf.Dictionary(Differences=[0, pikepdf.Name.g]),
            CharProcs=pikepdf.Dictionary(g=pdf.make_stream(b"600 0 0 0 500 500 d1 0 0 500 500 re f")),
        )  # fmt: skip
        pdf.pages[0].contents_add(b"BT /Odd 12 Tf 60 800 Td <" + b"00" * 40 + b"> Tj ET", prepend=True)
        pdf.save()

    outcome = made(tmp_path)

    receipt = next(p for p in outcome.exhibits if p.exhibit.path == "delivery receipt.pdf")
    links = [
        link for link in followed(pdf_of(outcome)) if link.to == receipt.first_page and link.line is not None
    ]
    assert links
    for link in links:
        assert stands(link.words, link.line or ""), link


def test_a_price_leads_to_its_own_line_of_the_invoice(plain: Outcome) -> None:
    """The invoice has two pages; each price leads to the one on which it stands."""
    invoice = next(p for p in plain.exhibits if p.exhibit.kind is Kind.SUPPLIER_INVOICE)
    links = {link.words: link.to for link in followed(pdf_of(plain))}

    assert (links["USD 7.80"], links["USD 31.50"]) == (invoice.first_page, invoice.last_page)
    assert invoice.last_page == invoice.first_page + 1


def test_a_file_without_pages_of_its_own_is_looked_through(plain: Outcome) -> None:
    """A sheet of many scans is printed on several pages; the day of delivery leads to the one that has it."""
    history = next(p for p in plain.exhibits if p.exhibit.kind is Kind.TRACKING_HISTORY)
    assert history.last_page > history.first_page

    to = {link.to for link in followed(pdf_of(plain)) if link.words.startswith("Sep 10, 2026, 14:15")}

    assert to == {history.last_page}


def test_what_nobody_read_has_no_link(plain: Outcome) -> None:
    """A declared value that a person stated, a sum that was reckoned and a gap lead nowhere."""
    said = {link.words for link in followed(pdf_of(plain))}

    assert not {w for w in said if "810" in w or "227.70" in w or "not known" in w}


def test_a_divider_says_where_its_exhibit_is_cited_and_leads_back(plain: Outcome) -> None:
    path = pdf_of(plain)
    invoice = next(p for p in plain.exhibits if p.exhibit.kind is Kind.SUPPLIER_INVOICE)
    cites = {link.page for link in followed(path) if invoice.first_page <= link.to <= invoice.last_page}

    text = words(path, invoice.divider_page)
    with pikepdf.open(path) as pdf:
        back = {to for page, _, to in jumps(pdf) if page == invoice.divider_page} - {1}
        stamps = [(page, to) for page, link, to in jumps(pdf) if "divider" in str(link.get("/Contents", ""))]
    assert "Cited in" in text
    assert "USD 7.80" in text.replace("\u00a0", " ")
    assert back == cites
    assert all(f"page {page}" in text for page in cites)
    assert (invoice.last_page, invoice.divider_page) in stamps


def test_the_docx_that_is_kept_is_free_of_them(plain: Outcome) -> None:
    """Printed by a person, it would lead to an address that there is not."""
    assert plain.folder is not None
    for docx in (plain.folder / "letters").glob("*.docx"):
        with zipfile.ZipFile(docx) as package:
            assert not any(b"invalid/fact" in package.read(n) for n in package.namelist())
            text = package.read("word/document.xml").decode()
            assert not re.search("[\ufdd0-\ufdef]", text)


def test_the_same_case_gives_the_same_bytes(plain: Outcome, tmp_path: Path) -> None:
    assert pdf_of(made(tmp_path)).read_bytes() == pdf_of(plain).read_bytes()


def test_nothing_leads_to_a_page_that_is_left_out(tmp_path: Path) -> None:
    """What stands on the other page leads to where that page is now; its divider counts from there."""
    said = '[evidence."supplier invoice.pdf"]\nleave_out_pages = [1]\n'
    outcome = made(tmp_path, said)
    invoice = next(p for p in outcome.exhibits if p.exhibit.kind is Kind.SUPPLIER_INVOICE)
    links = [link for link in followed(pdf_of(outcome)) if link.words.startswith("USD")]

    assert invoice.first_page == invoice.last_page
    assert {(link.words, link.to) for link in links} == {("USD 31.50", invoice.first_page)}
    assert "USD 7.80" in words(pdf_of(outcome), links[0].page).replace("\u00a0", " ")


def test_nothing_leads_to_what_is_covered(tmp_path: Path) -> None:
    said = '[evidence."supplier invoice.pdf"]\nredact = ["7.80"]\n'

    links = {link.words for link in followed(pdf_of(made(tmp_path, said)))}

    assert "USD 31.50" in links
    assert "USD 7.80" not in links


def test_nothing_leads_to_an_exhibit_that_is_withheld(tmp_path: Path) -> None:
    said = '[evidence."supplier invoice.pdf"]\nredact = ["no such words"]\n'

    links = {link.words for link in followed(pdf_of(made(tmp_path, said)))}

    assert NUMBER in links
    assert not {w for w in links if w.startswith("USD")}


def citing_letter(path: Path, *said: tuple[Place, str]) -> Letter:
    """Write a letter of one page with links of cited values."""

    def draw(canvas: Any, _: int) -> None:
        for line, (place, shown) in enumerate(said):
            canvas.drawString(72, 700 - 30 * line, shown)
            canvas.linkURL(fact_address(place, shown), (72, 696 - 30 * line, 200, 712 - 30 * line))

    write_pdf(path, draw=draw)
    return Letter("claim-letter", "Claim letter", pdf=path, pages=1)


def papers(folder: Path) -> list[PagedExhibit]:
    return [paged(write_pdf(folder / f"{n}.pdf", 3), n.upper()) for n in "ab"]


def test_a_place_that_is_not_there_leads_nowhere_and_nobody_is_warned(tmp_path: Path) -> None:
    """The words stay: a page beyond the last one, an exhibit that was spared, an address that is none."""
    letter = citing_letter(
        tmp_path / "letter.pdf",
        (Place("A", 2, "s1"), "right"), (Place("A", 9, "s1"), "beyond"), (Place("Z", 1, "s1"), "spared"),
        (Place("../A", 1, "s1"), "odd"),
    )  # fmt: skip

    made = bundle(tmp_path, papers(tmp_path), [letter])

    assert [(link.words, link.to) for link in followed(made.pdf)] == [("right", 5)]
    assert made.findings == ()
    assert "beyond" in words(made.pdf, 2)


def test_a_part_leads_nowhere_else(tmp_path: Path) -> None:
    """Cut into parts, a link to another part is plain text, without the line below it; inside a part it stays."""
    letter = citing_letter(
        tmp_path / "letter.pdf", (Place("A", 2, "s1"), "near"), (Place("B", 3, "s1"), "far")
    )
    made = bundle(tmp_path, papers(tmp_path), [letter])
    assert len(followed(made.pdf)) == 2

    files, _ = PartsDelivery().deliver(
        profile(form="parts", max_pages=7), made, (letter,), Desk(tmp_path / "d")
    )

    first, second = [f.location for f in files]
    assert [(link.words, link.to) for link in followed(first)] == [("near", 6)]
    assert followed(second) == []
    with pikepdf.open(made.pdf) as whole, pikepdf.open(first) as part:
        assert [_lines(whole.pages[1]), _lines(part.pages[2])] == [2, 1]
    with pikepdf.open(second) as part:
        assert all(1 <= to <= len(part.pages) for _, _, to in jumps(part))


def test_a_letter_that_is_uploaded_by_itself_leads_nowhere(tmp_path: Path) -> None:
    """As a file of its own it has no exhibits behind it, and no address that there is not."""
    letter = citing_letter(tmp_path / "letter.pdf", (Place("A", 2, "s1"), "near"))
    made = bundle(tmp_path, papers(tmp_path), [letter])

    files, _ = FilesDelivery().deliver(profile(form="files"), made, (letter,), Desk(tmp_path / "d"))

    assert "near" in words(files[0].location, 1)
    with pikepdf.open(files[0].location) as pdf:
        assert not any(page.get("/Annots") for page in pdf.pages)
    with pikepdf.open(tmp_path / "letter.pdf") as pdf:
        assert pdf.pages[0].Annots


def _lines(page: Any) -> int:
    """Count the lines drawn below cited values."""
    return sum(s.read_bytes().count(b" l") for s in page.obj.Contents if "/EvKitFact" in s.stream_dict)


def test_a_divider_of_a_thousand_citations_stays_readable(tmp_path: Path) -> None:
    """It names the first values of each page and counts the others."""
    said = [(Place("A", 1, f"s{n}"), f"value {n}") for n in range(22)]
    made = bundle(tmp_path, papers(tmp_path), [citing_letter(tmp_path / "letter.pdf", *said)])

    text = words(made.pdf, 3)
    assert "value 7 and 14 more" in " ".join(text.split())
    assert made.exhibits[0].first_page == 4


def told(*entries: Particular) -> Any:
    """Tell the case of the letters' tests with other entries, cited."""
    known = replace(builders_letters.particulars(), entries=entries)
    sent = builders_letters.exhibits()
    at = standing(
        builders_letters.profile(), builders_letters.case(Path("case")), known, builders_letters.assessment(), sent,
        today=TODAY,
    )  # fmt: skip
    return cite(tell(at, sent, ("claim-letter",), language=Language("en")), at, Language("en"))


def test_of_two_facts_that_are_written_alike_neither_lends_its_page_to_the_other() -> None:
    """Shipped and delivered on one day, as two papers say: in a sentence nobody can tell which is meant."""
    day, fact = date(2026, 9, 4), builders_letters.fact
    shipped = Particular("ship_date", day, (fact("ship_date", day, "label.png"),))
    delivered = Particular("delivery_date", day, (fact("delivery_date", day, "scan0001.pdf"),))

    words = told(shipped, delivered)

    assert [s[2].label for s in words.consignment.ship_date.spans] == ["A"]
    assert [s[2].label for s in words.consignment.delivery_date.spans] == ["D"]
    assert not isinstance(words.loss.account, Cited)
    assert [s[2].label for s in told(shipped).loss.account.spans] == ["A"]


def test_a_value_inside_a_longer_word_is_not_cited() -> None:
    fact = builders_letters.fact
    words = told(
        Particular("tracking_number", "1Z99", (fact("tracking_number", "1Z99"),)),
        Particular("bol_number", "1Z9900", (), stated=True),
    )

    cited = {r.name: isinstance(r.value, Cited) for r in words.consignment.rows}
    assert cited["Tracking number"]
    assert not cited["Bill of lading"]


@pytest.mark.parametrize(
    ("value", "text", "there"),
    [
        (date(2026, 9, 10), "Delivered 10.09.2026 at the gate", True),
        (date(2026, 9, 10), "on 10 Sept. 2026", True),
        (date(2026, 9, 10), "2026年9月10日", True),
        (date(2026, 9, 10), "on September 11, 2026", False),
        (1245, "USD 1,245.00", True),
        (1245, "1.245,00 EUR", True),
        (1245, "USD 12,450.00", False),
        ("1Z84 R2X9", "no. 1z84-r2x9.", True),
        ("", "anything", False),
    ],
)
def test_a_value_is_found_however_a_paper_writes_it(value: object, text: str, there: bool) -> None:
    assert stands_in(value_key(value), text) is there
