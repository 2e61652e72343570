"""The bundle: order, numbers, stamps, links and bookmarks, on whatever pages arrive."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from builders_bundle import bundle, letter, paged, picture, words, write_pdf
from evidencekit.model.vocabulary import Kind
from evidencekit.paper.stamp import Stamper


def _edited(path: Path, edit: Callable[[Any, Any], None]) -> Path:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            edit(page.obj, pdf)
        pdf.save(path)
    return path


def _aims(pdf: pikepdf.Pdf) -> dict[int, list[int]]:
    """Return for each page, from 1, the pages to which its links jump, but for that of the stamp to the divider."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    return {
        number: [
            numbers[a.A.D[0].objgen]
            for a in page.get("/Annots", [])
            if "/A" in a and a.A.S == "/GoTo" and not str(a.get("/Contents", "")).startswith("To the divider")
        ]
        for number, page in enumerate(pdf.pages, 1)
    }


def _titles(items: Any, depth: int = 0) -> list[tuple[int, str]]:
    return [t for item in items for t in ((depth, item.title), *_titles(item.children, depth + 1))]


def test_index_letters_dividers_exhibits_in_order(tmp_path: Path) -> None:
    """The index comes first, then the letters, then each exhibit behind its divider; all pages are placed."""
    made = bundle(
        tmp_path,
        [paged(write_pdf(tmp_path / "invoice.pdf", 3), "A"), paged(write_pdf(tmp_path / "receipt.pdf"), "B")],
        [letter(tmp_path / "letter.pdf", "A")],
    )

    assert (made.index_pages, made.pages) == (1, 8)
    assert [(p.first_page, p.last_page) for p in made.letters] == [(2, 2)]
    assert [(p.divider_page, p.first_page, p.last_page) for p in made.exhibits] == [(3, 4, 6), (7, 8, 8)]
    assert "invoice page 3" in words(made.pdf, 6)
    assert "4–6" in words(made.pdf, 1)


def test_every_page_says_reference_exhibit_and_number(tmp_path: Path) -> None:
    """The number on a page is the number of the PDF's page, and its label too."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "invoice.pdf", 2), "A")])

    for number in range(1, made.pages + 1):
        assert f"HH-2026-017 · {'Exhibit A · ' if number > 1 else ''}page {number} of 4" in words(
            made.pdf, number
        )
    with pikepdf.open(made.pdf) as pdf:
        assert [page.label for page in pdf.pages] == ["1", "2", "3", "4"]


def test_letters_jump_to_dividers_and_no_placeholder_is_left(tmp_path: Path) -> None:
    """A label in a letter leads to that exhibit's divider; one that is not there loses its link, and a finding says so."""
    made = bundle(
        tmp_path,
        [paged(write_pdf(tmp_path / "a.pdf"), "A"), paged(write_pdf(tmp_path / "b.pdf"), "B")],
        [letter(tmp_path / "letter.pdf", "B", "A", "Z")],
    )

    with pikepdf.open(made.pdf) as pdf:
        assert _aims(pdf)[2] == [5, 3]
        assert _aims(pdf)[1] == [2, 4, 6]
    assert b"evidence.invalid" not in _flat(made.pdf)
    assert [f.code for f in made.findings] == ["lost-link"]
    assert "Z" in made.findings[0].message


def _flat(path: Path) -> bytes:
    """Return a PDF's bytes with nothing compressed."""
    flat = path.with_name("flat.pdf")
    with pikepdf.open(path) as pdf:
        pdf.save(
            flat,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return flat.read_bytes()


def test_an_exhibit_cannot_forge_a_link_of_the_program(tmp_path: Path) -> None:
    """A placeholder address inside an exhibit is no link at all."""
    forged = letter(tmp_path / "forged.pdf", "A")
    assert forged.pdf is not None

    made = bundle(tmp_path, [paged(forged.pdf, "A")])

    with pikepdf.open(made.pdf) as pdf:
        assert _aims(pdf)[3] == []
    assert b"evidence.invalid" not in _flat(made.pdf)


def test_bookmarks_with_the_exhibits_own_below(tmp_path: Path) -> None:
    """Index, letters and exhibits are bookmarked with their pages; an exhibit's own bookmarks hang below it."""
    path = tmp_path / "survey.pdf"
    canvas = Canvas(str(path), invariant=1)
    for number in range(3):
        canvas.bookmarkPage(f"chapter {number}")
        canvas.addOutlineEntry(f"Chapter {number}", f"chapter {number}")
        canvas.linkAbsolute("", f"chapter {2 - number}", (10, 700, 90, 720))
        canvas.showPage()
    canvas.save()

    made = bundle(tmp_path, [paged(path, "A", title="Survey")], [letter(tmp_path / "letter.pdf", "A")])

    with pikepdf.open(made.pdf) as pdf:
        with pdf.open_outline() as outline:
            assert _titles(outline.root) == [
                (0, "Index (page 1)"), (0, "Claim letter (page 2)"), (0, "Exhibit A: Survey (page 4)"),
                (1, "Chapter 0"), (1, "Chapter 1"), (1, "Chapter 2"),
            ]  # fmt: skip
            last = outline.root[2].children[2]
            assert pikepdf.Page(last.destination[0]).index == 5  # type: ignore[index]
        assert [_aims(pdf)[n] for n in (4, 5, 6)] == [[6], [5], [4]]
        assert pdf.Root.PageMode == "/UseOutlines"


def test_many_named_destinations_cost_little(tmp_path: Path) -> None:
    """Of forty thousand names only those that a link needs are looked up, and none is carried along."""
    path = write_pdf(tmp_path / "manual.pdf", 2)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        names = []
        for number in range(40_000):
            names += [f"n{number:05}", pikepdf.Array([pdf.pages[number % 2].obj, pikepdf.Name.Fit])]
        pdf.Root.Names = pikepdf.Dictionary(
            Dests=pdf.make_indirect(pikepdf.Dictionary(Names=pikepdf.Array(names)))
        )
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 500, 9, 510],
            Dest=pikepdf.String("n39999"),
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([link])
        pdf.save(path)

    made = bundle(tmp_path, [paged(path, "A")])

    with pikepdf.open(made.pdf) as pdf:
        assert _aims(pdf)[3] == [4]
        assert "/Names" not in pdf.Root
    assert made.pdf.stat().st_size < 100_000


def test_a_run_of_photos_shares_one_divider(tmp_path: Path) -> None:
    """Captioned exhibits in a row stand behind one divider that lists them; each has its own stamp, range and bookmark."""
    photos = [
        paged(write_pdf(tmp_path / f"photo{n}.pdf"), label, Kind.PHOTO, captioned=True, title=f"Photo {n}")
        for n, label in enumerate("BCD")
    ]

    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A"), *photos])

    assert [(p.divider_page, p.first_page) for p in made.exhibits] == [(2, 3), (4, 5), (4, 6), (4, 7)]
    assert "Photo 2" in words(made.pdf, 4)
    assert "Exhibits B to D" in words(made.pdf, 4)
    assert "Exhibit D · page 7 of 7" in words(made.pdf, 7)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("full", [False, True], ids=["empty foot", "dark to the edge"])
@pytest.mark.parametrize("origin", [0, 300])
def test_stamps_stand_upright_at_the_foot(tmp_path: Path, turn: int, origin: int, *, full: bool) -> None:
    """However a page is turned or offset, and however dark it is, its stamp is upright, at the foot, on white."""

    def draw(canvas: Any, _: int) -> None:
        canvas.translate(origin, origin)
        if full:
            canvas.setFillGray(0.05)
            canvas.rect(0, 0, 595, 842, fill=1, stroke=0)

    def edit(page: Any, _: Any) -> None:
        page.Rotate = turn
        page.MediaBox = pikepdf.Array([origin - 50, origin - 50, origin + 645, origin + 892])
        page.CropBox = pikepdf.Array([origin, origin, origin + 595, origin + 842])

    made = bundle(tmp_path, [paged(_edited(write_pdf(tmp_path / "scan.pdf", draw=draw), edit), "A")])

    shown = picture(made.pdf, 3, scale=2)
    wide, high = shown.size
    upright = turn in {0, 180}
    assert wide == pytest.approx(2 * (595 if upright else 842), abs=2)
    assert high == pytest.approx(2 * ((842 if upright else 595) + (27 if full else 0)), abs=2)
    foot = shown.crop((wide // 2, high - 50, wide, high))
    ink = foot.point(lambda v: 255 if v < 128 else 0).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] > 6 * (ink[3] - ink[1])
    assert foot.getpixel((foot.width - 8, 25)) > 250
    assert "page 3 of 3" in words(made.pdf, 3)
    if full:
        assert shown.getpixel((wide // 2, 20)) < 30


@pytest.mark.parametrize("size", [(40, 30), (144, 72), (288, 432), (2384, 3370), (14000, 200)])
def test_stamps_fit_any_page(tmp_path: Path, size: tuple[int, int]) -> None:
    """On the tiniest and the largest page the whole stamp lies inside the page."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "odd.pdf", size=size), "A")])

    with pikepdf.open(made.pdf) as pdf:
        left, bottom, right, top = (float(v) for v in pdf.pages[2].MediaBox)
    assert "HH-2026-017 · Exhibit A · page 3 of 3" in words(made.pdf, 3)
    shown = picture(made.pdf, 3, scale=min(8.0, 2000 / max(size)))
    assert shown.width / shown.height == pytest.approx((right - left) / (top - bottom), rel=0.05)
    strip = shown.crop((0, 0, max(1, shown.width // 200), shown.height))
    assert strip.getextrema()[0] > 200


def test_nothing_of_a_page_is_hidden(tmp_path: Path) -> None:
    """Words at the very foot stay readable: the page gets a strip below; words that were cropped away stay away."""

    def draw(canvas: Any, _: int) -> None:
        canvas.drawString(300, 20, "terms printed at the foot of the page, to the edge of it")
        canvas.drawString(300, -10, "never visible")

    def edit(page: Any, _: Any) -> None:
        page.MediaBox = pikepdf.Array([0, -100, 595, 842])
        page.CropBox = pikepdf.Array([0, 0, 595, 842])

    before = _edited(write_pdf(tmp_path / "terms.pdf", draw=draw), edit)
    was = picture(before, 1, scale=2)

    made = bundle(tmp_path, [paged(before, "A")])

    now = picture(made.pdf, 3, scale=2)
    assert now.height > was.height
    assert (
        now.crop((0, 0, was.width, was.height - 4)).tobytes()
        == was.crop((0, 0, was.width, was.height - 4)).tobytes()
    )
    assert now.crop((0, was.height + 6, was.width // 2, now.height)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    "content", [b"q 0.2 0 0 0.2 300 300 cm q", b"Q Q 0.2 0 0 0.2 300 300 cm", b"q Q Q Q q q 9 0 0 9 0 0 cm"]
)
def test_contents_that_leave_the_state_behind(tmp_path: Path, content: bytes) -> None:
    """What a page's own drawing leaves undone does not move the stamp."""

    def edit(page: Any, pdf: Any) -> None:
        page.Contents = pdf.make_stream(content)

    made = bundle(tmp_path, [paged(_edited(write_pdf(tmp_path / "odd.pdf"), edit), "A")])

    foot = picture(made.pdf, 3).crop((300, 800, 595, 842))
    assert foot.getextrema()[0] < 100


def test_nothing_that_acts_reaches_the_bundle(tmp_path: Path) -> None:
    """Scripts, launches, submissions, attached files and open actions stay behind; plain web links stay."""

    def annotation(subtype: str, action: dict[str, Any]) -> Any:
        made = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Rect=[100, 500, 200, 520], A=pikepdf.Dictionary(action)
        )
        made.Subtype = pikepdf.Name(subtype)
        return made

    def edit(page: Any, pdf: Any) -> None:
        script = {"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}
        page.Annots = pikepdf.Array([
            annotation("/Link", script),
            annotation("/Link", {"/S": pikepdf.Name.Launch, "/F": "evil.exe"}),
            annotation("/Link", {"/S": pikepdf.Name.GoToR, "/F": "other.pdf"}),
            annotation("/Screen", script),
            annotation("/Link", {"/S": pikepdf.Name.URI, "/URI": "javascript:alert(1)"}),
            annotation("/Link", {"/S": pikepdf.Name.URI, "/URI": "https://carrier.example/track", "/Next": pikepdf.Dictionary(script)}),
            annotation("/Text", script),
        ])  # fmt: skip
        page.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(script))
        pdf.Root.OpenAction = pikepdf.Dictionary(script)
        pdf.attachments["evil.exe"] = b"MZ evil"

    made = bundle(tmp_path, [paged(_edited(write_pdf(tmp_path / "active.pdf"), edit), "A")])

    flat = _flat(made.pdf)
    for word in (
        b"JavaScript",
        b"app.alert",
        b"javascript:",
        b"Launch",
        b"evil",
        b"GoToR",
        b"EmbeddedFile",
        b"/AA ",
    ):
        assert word not in flat
    assert b"https://carrier.example/track" in flat


def test_form_fields_become_part_of_the_page(tmp_path: Path) -> None:
    """Two forms whose fields have one name show each its own value."""

    def form(path: Path, value: str) -> Path:
        canvas = Canvas(str(path), invariant=1)
        canvas.acroForm.textfield(
            name="title", value=value, x=100, y=600, width=200, height=30, forceBorder=True
        )
        canvas.showPage()
        canvas.save()
        return path

    made = bundle(
        tmp_path,
        [
            paged(form(tmp_path / "a.pdf", "first value"), "A"),
            paged(form(tmp_path / "b.pdf", "second value"), "B"),
        ],
    )

    assert "first value" in words(made.pdf, 3)
    assert "second value" in words(made.pdf, 5)
    with pikepdf.open(made.pdf) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_hidden_layers_stay_hidden(tmp_path: Path) -> None:
    """A layer that the source does not show is not shown in the bundle either."""

    def edit(page: Any, pdf: Any) -> None:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Hidden")))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[layer])
        )
        page.Resources.Properties = pikepdf.Dictionary(H=layer)
        page.Contents = pdf.make_stream(b"/OC /H BDC 0 0 0 rg 100 400 300 300 re f EMC")

    made = bundle(tmp_path, [paged(_edited(write_pdf(tmp_path / "layers.pdf"), edit), "A")])

    assert picture(made.pdf, 3).crop((100, 150, 400, 400)).getextrema() == (255, 255)


def test_a_draft_says_so_on_every_page(tmp_path: Path) -> None:
    """The mark is on every page of a draft, and on no page of a finished bundle."""
    exhibits = [paged(write_pdf(tmp_path / "a.pdf"), "A")]

    draft, finished = bundle(tmp_path, exhibits, draft=True), bundle(tmp_path, exhibits, desk="second")

    assert all("DRAFT" in words(draft.pdf, n).replace("\r\n", "") for n in (1, 2, 3))
    assert not any("DRAFT" in words(finished.pdf, n) for n in (1, 2, 3))


def test_the_same_exhibits_give_the_same_bytes(tmp_path: Path) -> None:
    """Assembled twice, in two places, the bundle is equal byte for byte."""
    exhibits = [paged(write_pdf(tmp_path / "a.pdf", 2), "A"), paged(write_pdf(tmp_path / "b.pdf"), "B")]
    letters = [letter(tmp_path / "letter.pdf", "A")]

    one, two = bundle(tmp_path, exhibits, letters), bundle(tmp_path, exhibits, letters, desk="elsewhere")

    assert one.pdf.read_bytes() == two.pdf.read_bytes()
    with pikepdf.open(one.pdf) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20261020000000Z"
        assert "HH-2026-017" in str(pdf.docinfo.Title)
        assert str(pdf.docinfo.Author) == "Harbor Home Goods LLC"
        assert str(pdf.open_metadata()["dc:title"]) == str(pdf.docinfo.Title)


def test_a_bundle_can_be_an_exhibit(tmp_path: Path) -> None:
    """The stamps of an earlier bundle stay what they were below the new ones."""
    first = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")], reference="OLD-1")

    made = bundle(tmp_path, [paged(first.pdf, "A")], desk="second", reference="NEW-2")

    text = words(made.pdf, 5)
    assert "OLD-1 · Exhibit A · page 3 of 3" in text
    assert "NEW-2 · Exhibit A · page 5 of 5" in text


def test_a_page_that_begins_at_minus_nothing_is_stamped_as_one_that_begins_at_nothing() -> None:
    """Both are one number, so that the bytes do not depend on which of them was stamped before."""
    stamped = []
    for box in (b"[-0.0 -0.0 211.125 97.25]", b"[0 0 211.125 97.25]"):
        pdf = pikepdf.new()
        page = pdf.add_blank_page()
        page.MediaBox = pikepdf.Object.parse(box)
        Stamper(pdf, ("Exhibit A",), None).stamp(page, "Exhibit A", lambda _: False)
        stamped.append(b"".join(stream.read_bytes() for stream in page.Contents))

    assert b" -0 " not in stamped[0]
    assert stamped[0] == stamped[1]


@pytest.mark.parametrize("reference", ["案件-7", "R" * 300, "Ünïcødé № 7"])
def test_any_reference_can_be_stamped(tmp_path: Path, reference: str) -> None:
    """A character that no font has is written out, a very long reference is shortened in the middle."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")], reference=reference)

    assert "page 3 of 3" in words(made.pdf, 3)
