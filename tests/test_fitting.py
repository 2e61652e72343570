"""Deliveries fit what the portal takes by what hurts least, in the form that it asks for."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import zxingcpp
from PIL import Image
from reportlab.lib.utils import ImageReader

from builders_bundle import bundle, exhibit, letter, paged, profile, words, write_pdf
from builders_intake import noise
from evidencekit import Outcome, OutcomeStatus, build
from evidencekit.deliveries import BUILTIN
from evidencekit.desk import Desk
from evidencekit.model.bundle import Bundle, Delivery, Letter
from evidencekit.model.evidence import Barcode, PagedExhibit, Reading
from evidencekit.model.vocabulary import Kind, View
from evidencekit.steps.deliver import deliver


def _pictured(
    path: Path, label: str, image: Image.Image, kind: Kind, codes: tuple[Barcode, ...] = ()
) -> PagedExhibit:
    coded = io.BytesIO()
    image.save(coded, "JPEG", quality=95)
    write_pdf(
        path,
        draw=lambda canvas, _: canvas.drawImage(
            ImageReader(coded), 50, 100, 500, 500 * image.height / image.width
        ),
    )
    view = View.OUTER_BOX if kind is Kind.PHOTO else None
    one = exhibit(path, label, kind, view=view)
    reading = Reading(one.source, barcodes=codes)
    return PagedExhibit(
        type(one)(reading, kind, 1.0, "", "Seen", view=view, label=label), path, 1, "picture on a page"
    )


def _noise(size: tuple[int, int] = (2000, 1500)) -> Image.Image:
    return noise(size).convert("RGB")


def _delivered(folder: Path, made: Bundle, *letters: Letter, **form: Any) -> Delivery:
    return deliver(profile(**form), made, letters, Desk(folder / "desk", hands=2), BUILTIN)


def _widths(pdf: Path) -> dict[int, int]:
    """Return the width of the picture on each page that has one."""
    with pikepdf.open(pdf) as opened:
        found = {}
        for number, page in enumerate(opened.pages, 1):
            for image in page.get_images().values():
                found[number] = int(image.Width)
        return found


def test_photos_give_way_before_scans(tmp_path: Path) -> None:
    """Where photos alone can bring it below the limit, the scan keeps every pixel."""
    scan = _pictured(tmp_path / "scan.pdf", "A", _noise(), Kind.SUPPLIER_INVOICE)
    photo = _pictured(tmp_path / "box.pdf", "B", _noise(), Kind.PHOTO)
    made = bundle(tmp_path, [scan, photo])

    delivery = _delivered(tmp_path, made, max_file_bytes=int(made.pdf.stat().st_size * 0.75))

    file, (a, b) = delivery.files[0].location, made.exhibits
    assert file.stat().st_size <= made.pdf.stat().st_size * 0.75
    assert _widths(file)[a.first_page] == 2000
    assert _widths(file)[b.first_page] < 2000
    assert "photos at" in delivery.findings[0].message
    assert "scans as they were" in delivery.findings[0].message


def test_print_stays_above_the_floor(tmp_path: Path) -> None:
    """However small the limit, a scan keeps 150 dots an inch of its page, and the finding names what was reached."""
    made = bundle(tmp_path, [_pictured(tmp_path / "scan.pdf", "A", _noise((2480, 3000)), Kind.RECEIPT)])

    delivery = _delivered(tmp_path, made, max_file_bytes=20_000)

    assert _widths(delivery.files[0].location)[made.exhibits[0].first_page] >= 595 / 72 * 150 - 1
    assert "too-large" in [f.code for f in delivery.findings]
    assert delivery.excess is not None
    assert delivery.excess.bytes > 0


def test_bar_codes_can_still_be_read(tmp_path: Path) -> None:
    """A photo whose bar code would be lost stays finer than the others, and the finding says so."""
    code = zxingcpp.create_barcode("1Z999AA10123456784-AND-SOME-MORE-TEXT", zxingcpp.BarcodeFormat.Code128)
    fine = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=2)).convert("RGB")
    label = _noise((3000, 2200))
    label.paste(fine, (300, 300))
    coded = [_pictured(tmp_path / "label.pdf", "A", label, Kind.PHOTO, (Barcode("Code128", "x", 1),))]
    others = [_pictured(tmp_path / f"{n}.pdf", n, _noise((3000, 2200)), Kind.PHOTO) for n in "BC"]
    made = bundle(tmp_path, [*coded, *others])

    delivery = _delivered(tmp_path, made, max_file_bytes=made.pdf.stat().st_size // 3)

    first = made.exhibits[0].first_page
    with pikepdf.open(delivery.files[0].location) as pdf:
        image = next(iter(pdf.pages[first - 1].get_images().values()))
        seen = Image.open(io.BytesIO(image.read_raw_bytes()))
        assert "1Z999AA10123456784-AND-SOME-MORE-TEXT" in [c.text for c in zxingcpp.read_barcodes(seen)]
    widths = _widths(delivery.files[0].location)
    assert widths[first] > widths[made.exhibits[1].first_page]
    assert "bar codes can be read" in delivery.findings[0].message


def test_parts_are_cut_between_exhibits(tmp_path: Path) -> None:
    """Each part has its cover, its pages keep the numbers of the whole, and a reference to another part is plain text."""
    exhibits = [paged(write_pdf(tmp_path / f"{label}.pdf", 5), label) for label in "ABC"]
    made = bundle(tmp_path, exhibits, [letter(tmp_path / "letter.pdf", "A", "C")])

    delivery = _delivered(tmp_path, made, form="parts", max_pages=10)

    names = [f.name for f in delivery.files]
    assert names == [f"Claim HH-2026-017 to Acme Carrier part {n} of 3.pdf" for n in (1, 2, 3)]
    pages = []
    for number, file in enumerate(delivery.files, 1):
        assert f"Part {number} of 3" in words(file.location, 1)
        with pikepdf.open(file.location) as pdf:
            assert len(pdf.pages) <= 10
            pages.append(len(pdf.pages) - 1)
            assert pdf.Root.PageLabels.Nums[3].St == 1 + sum(pages[:-1])
            assert pdf.Root.PageMode == "/UseOutlines"
            for page in pdf.pages:
                for annotation in page.obj.get("/Annots", ()):
                    assert annotation.A.D[0].objgen in {p.obj.objgen for p in pdf.pages}
    assert sum(pages) == made.pages
    assert f"page {made.pages} of {made.pages}" in words(delivery.files[2].location, pages[2] + 1)
    assert "see Exhibit C" in words(delivery.files[0].location, 3)
    assert delivery.findings == ()


def test_a_part_carries_nothing_of_the_others(tmp_path: Path) -> None:
    """Pages that were cut away are gone from the file, not only from view."""
    exhibits = [_pictured(tmp_path / f"{n}.pdf", n, _noise((900, 700)), Kind.RECEIPT) for n in "AB"]
    made = bundle(tmp_path, exhibits)

    delivery = _delivered(tmp_path, made, form="parts", max_file_bytes=int(made.pdf.stat().st_size * 0.8))

    assert len(delivery.files) == 2
    assert sum(f.location.stat().st_size for f in delivery.files) < made.pdf.stat().st_size * 1.3
    assert all(f.location.stat().st_size <= made.pdf.stat().st_size * 0.8 for f in delivery.files)


def test_a_bundle_below_the_limits_stays_whole(tmp_path: Path) -> None:
    """One file, without a cover."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])

    delivery = _delivered(tmp_path, made, form="parts", max_pages=50, max_file_bytes=9_000_000)

    assert [f.location for f in delivery.files] == [made.pdf]


def test_a_zip_holds_the_whole_and_is_the_same_every_time(tmp_path: Path) -> None:
    """PDF and messages in one ZIP without times."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])
    message = Letter("case", "Case message", text="Dear team")

    first = _delivered(tmp_path, made, message, form="zip", formats=("zip",)).files
    again = _delivered(tmp_path, made, message, form="zip").files[0].location.read_bytes()

    assert [f.name for f in first] == ["Claim HH-2026-017 to Acme Carrier.zip"]
    assert first[0].location.read_bytes() == again
    with zipfile.ZipFile(first[0].location) as archive:
        assert archive.namelist() == ["Claim HH-2026-017 to Acme Carrier.pdf", "answers.txt"]


def test_text_alone_and_web_addresses(tmp_path: Path) -> None:
    """A form that takes no files gets the text; one that asks for addresses gets the files and a list to fill in."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A", Kind.RECEIPT)])
    message = Letter("case", "Case message", text="Dear team")

    text = _delivered(tmp_path, made, message, form="text")
    hosted = _delivered(tmp_path, made, form="urls")

    assert [f.name for f in text.files] == ["answers.txt"]
    assert [f.name for f in hosted.files] == ["01 Exhibit A Receipt.pdf", "addresses.txt"]
    assert "01 Exhibit A Receipt.pdf" in hosted.files[1].location.read_text("utf-8")
    assert [f.code for f in _delivered(tmp_path, made, form="text").findings] == ["nothing-to-paste"]


def test_a_wrong_ending_is_told(tmp_path: Path) -> None:
    """What leaves is held against the formats that the portal takes."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])

    findings = _delivered(tmp_path, made, formats=("jpg",)).findings

    assert [f.code for f in findings] == ["wrong-format"]


def test_what_is_worth_least_is_left_out(tmp_path: Path) -> None:
    """A limit in case.toml that pictures alone cannot reach costs exhibits, listed; index and delivery name what is sent."""
    case = tmp_path / "case"
    case.mkdir()
    for number in range(6):
        write_pdf(case / f"other {number}.pdf", 4)
    (case / "case.toml").write_text(
        '[delivery."generic"]\nmax_pages = 20\n[evidence."other 5.pdf"]\nleave_out = false\n', "utf-8"
    )

    outcome = build(
        case, into=tmp_path / "out", recipients=["generic"], today=date(2026, 11, 20), draft=True
    )[0]

    assert outcome.status is OutcomeStatus.BUILT
    assert outcome.pages <= 20
    told = next(f.message for f in outcome.findings if f.code == "left-out-to-fit")
    sent = {e.exhibit.path for e in outcome.exhibits}
    assert "other 5.pdf" in sent
    assert all(f"other {n}.pdf" in told for n in range(6) if f"other {n}.pdf" not in sent)
    assert outcome.folder is not None
    rows = json.loads((outcome.folder / "manifest.json").read_text("utf-8"))["files"]
    assert {r["left_out"] for r in rows if r["path"] not in sent} == {
        "so that the rest fits into what the recipient takes"
    } or all("fits" in r["left_out"] for r in rows if r["path"] not in sent)


def test_what_fits_after_all_is_put_back(tmp_path: Path) -> None:
    """A short paper that goes first is sent where a long one had to go as well."""
    case = tmp_path / "case"
    case.mkdir()
    for number, pages in enumerate((1, 12, 1)):
        write_pdf(case / f"other {number}.pdf", pages)

    def built() -> Outcome:
        return build(
            case, into=tmp_path / "out", recipients=["generic"], today=date(2026, 11, 20), draft=True
        )[0]

    whole = built().pages
    (case / "case.toml").write_text(f'[delivery."generic"]\nmax_pages = {whole - 12}\n', "utf-8")

    outcome = built()

    assert {e.exhibit.path for e in outcome.exhibits} == {"other 0.pdf", "other 2.pdf"}
    assert outcome.folder is not None
    (sent,) = (outcome.folder / "delivery").glob("*.pdf")
    assert len(pypdf.PdfReader(sent).pages) == outcome.pages == whole - 13
