"""What leaves the house: named in upload order, in the formats and below the sizes that the portal takes."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from builders_bundle import bundle, exhibit, letter, paged, profile, words, write_pdf
from builders_intake import noise
from evidencekit import build
from evidencekit.deliveries import BUILTIN
from evidencekit.desk import Desk
from evidencekit.errors import PluginError, ProfileError
from evidencekit.model.bundle import Bundle, DeliveredFile, Delivery, Letter
from evidencekit.model.evidence import PagedExhibit, Reading, SourceFile
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Kind, View
from evidencekit.pdf import count_pages
from evidencekit.ports import Delivered
from evidencekit.steps.deliver import begun, deliver


def _noise(size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    return noise(size).convert("RGB")


def _scan(path: Path, size: tuple[int, int] = (1600, 1200)) -> Path:
    coded = io.BytesIO()
    _noise(size).save(coded, "JPEG", quality=95)
    return write_pdf(path, draw=lambda canvas, _: canvas.drawImage(ImageReader(coded), 50, 100, 480, 360))


def _photo(path: Path, label: str) -> PagedExhibit:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    _noise().save(path, "JPEG", quality=95, exif=exif)
    content = path.read_bytes()
    shown = exhibit(path, label, Kind.PHOTO, view=View.OUTER_BOX)
    source = SourceFile(path.name, path, shown.source.sha256, len(content), "image/jpeg")
    page = write_pdf(path.with_suffix(".pdf"))
    one = exhibit(path, label, Kind.PHOTO, view=View.OUTER_BOX)
    one = type(one)(Reading(source), one.kind, 1.0, "", "Outer box", view=one.view, label=label)
    return PagedExhibit(one, page, 1, "picture on a page", captioned=True)


def _delivered(folder: Path, made: Bundle, *letters: Letter, **form: object) -> Delivery:
    return deliver(profile(**form), made, letters, Desk(folder / "desk"), BUILTIN)


def test_one_pdf_with_a_plain_name(tmp_path: Path) -> None:
    """The name says which claim goes to whom, in letters that every portal takes."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")], reference="Größe/7: 案")

    delivery = _delivered(tmp_path, made)

    assert [f.name for f in delivery.files] == ["Claim Groe 7 to Acme Carrier.pdf"]
    assert delivery.files[0].location == made.pdf
    assert delivery.findings == ()


def test_messages_go_into_one_text_to_paste(tmp_path: Path) -> None:
    """One message stands alone; two stand under their titles."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])
    first, second = Letter("case", "Case message", text="Dear team é"), Letter("reply", "Reply", text="More")

    alone = _delivered(tmp_path, made, first).files[0]
    both = (alone.name, _delivered(tmp_path, made, first, second).files[0].location.read_text("utf-8"))

    assert both[0] == "answers.txt"
    assert (
        both[1].index("Case message")
        < both[1].index("Dear team é")
        < both[1].index("Reply")
        < both[1].index("More")
    )
    assert _delivered(tmp_path, made, first).files[0].location.read_text("utf-8") == "Dear team é"


def test_a_bundle_too_large_gets_coarser_pictures(tmp_path: Path) -> None:
    """The delivered copy is below the limit, its pages and links are there, and bundle.pdf stays as it was."""
    made = bundle(tmp_path, [paged(_scan(tmp_path / "scan.pdf"), "A")])
    before = made.pdf.read_bytes()

    delivery = _delivered(tmp_path, made, max_file_bytes=len(before) // 2)

    file = delivery.files[0].location
    assert file.stat().st_size <= len(before) // 2
    assert made.pdf.read_bytes() == before
    assert "page 3 of 3" in words(file, 3)
    with pikepdf.open(file) as pdf:
        assert pdf.pages[0].Annots[0].A.S == "/GoTo"
    assert [f.code for f in delivery.findings] == ["made-smaller"]


def test_a_limit_that_cannot_be_met_is_told_with_the_nearest_size(tmp_path: Path) -> None:
    """A PDF without pictures cannot shrink: the finding names both sizes."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])

    delivery = _delivered(tmp_path, made, max_file_bytes=1000)

    assert [f.code for f in delivery.findings] == ["too-large"]
    assert f"{delivery.files[0].location.stat().st_size:,} bytes" in delivery.findings[0].message
    assert "1,000" in delivery.findings[0].message


def test_files_are_numbered_in_upload_order(tmp_path: Path) -> None:
    """Letters first, then exhibits by label; photos as JPEG, papers as PDF."""
    made = bundle(
        tmp_path,
        [
            paged(write_pdf(tmp_path / "pod.pdf"), "A", Kind.PROOF_OF_DELIVERY),
            _photo(tmp_path / "box.jpg", "B"),
        ],
        [letter(tmp_path / "letter.pdf", "A")],
    )

    delivery = _delivered(tmp_path, made, form="files")

    assert [f.name for f in delivery.files] == [
        "01 Claim letter.pdf",
        "02 Exhibit A Proof of delivery.pdf",
        "03 Exhibit B Photo outer box.jpg",
    ]
    with Image.open(delivery.files[2].location) as image:
        assert image.size == (1600, 1200)
        assert dict(image.getexif()) == {}


def test_where_no_pdf_is_taken_pages_go_as_pictures(tmp_path: Path) -> None:
    """Every page becomes a JPEG below the limit; the whole bundle goes along for e-mail."""
    made = bundle(
        tmp_path,
        [
            paged(write_pdf(tmp_path / "invoice.pdf", 2), "A", Kind.COMMERCIAL_INVOICE),
            _photo(tmp_path / "box.jpg", "B"),
        ],
    )

    delivery = _delivered(tmp_path, made, form="files", formats=("jpg", "png"), max_file_bytes=500_000)

    assert [f.name for f in delivery.files] == [
        "01 Exhibit A Commercial invoice page 1.jpg",
        "02 Exhibit A Commercial invoice page 2.jpg",
        "03 Exhibit B Photo outer box.jpg",
        "Whole claim HH-2026-017.pdf",
    ]
    assert all(f.location.stat().st_size <= 500_000 for f in delivery.files[:3])
    assert delivery.findings == ()


def test_a_picture_stays_readable(tmp_path: Path) -> None:
    """Below a size where print is lost a picture is not reduced: a finding says how small it got."""
    made = bundle(tmp_path, [_photo(tmp_path / "box.jpg", "A")])

    delivery = _delivered(tmp_path, made, form="files", max_file_bytes=2_000)

    with Image.open(delivery.files[0].location) as image:
        assert max(image.size) >= 900
    assert [f.code for f in delivery.findings] == ["too-large"]


def test_too_many_files_are_told(tmp_path: Path) -> None:
    """The number of files and the number that is taken stand in one finding."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / f"{label}.pdf"), label) for label in "ABC"])

    findings = _delivered(tmp_path, made, form="files", max_files=2).findings

    assert [f.code for f in findings] == ["too-many-files"]
    assert "3 files" in findings[0].message


def test_an_unknown_form_names_the_nearest(tmp_path: Path) -> None:
    """A slip in a profile is told with what was probably meant."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])

    with pytest.raises(ProfileError, match="did you mean files"):
        _delivered(tmp_path, made, form="flies")


# A process of its own, since one that runs tests has threads and so is not copied.
_EARLY = """
import os, sys, time
from hashlib import sha256
from pathlib import Path
from builders_bundle import bundle, letter, paged, profile, write_pdf
from evidencekit.deliveries import BUILTIN
from evidencekit.desk import open_desk
from evidencekit.steps.deliver import begun, deliver

place = Path(sys.argv[1])
shown = [paged(write_pdf(place / f"{label}.pdf"), label) for label in "ABC"]
made = bundle(place, shown, [letter(place / "letter.pdf", "A")])
letters, wanted = tuple(one.letter for one in made.letters), profile(form="files", formats=("jpg",))

def childless():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False

def digests(delivery):
    return [(file.name, sha256(file.location.read_bytes()).hexdigest()) for file in delivery.files]

with open_desk(hands=2) as desk:
    try:
        with begun(wanted, letters, tuple(shown), desk, BUILTIN):
            assert not childless()
            raise ArithmeticError
    except ArithmeticError:
        assert childless()
with open_desk(hands=2) as desk:
    with begun(wanted, letters, tuple(shown), desk, BUILTIN):
        for _ in range(1000):
            if len(list(desk.folder(f"delivery-{wanted.id}").glob("exhibit-*.jpg"))) == 3:
                break
            time.sleep(0.01)
        else:
            raise SystemExit("nothing was made before it was asked for")
        early = digests(deliver(wanted, made, letters, desk, BUILTIN))
    assert childless()
with open_desk() as desk:
    assert digests(deliver(wanted, made, letters, desk, BUILTIN)) == early
with open_desk(hands=2) as desk, begun(wanted, letters, tuple(shown[:2]), desk, BUILTIN):
    assert digests(deliver(wanted, made, letters, desk, BUILTIN)) == early
assert childless()
print(*(name for name, _ in early), sep=";")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a process is copied only on Linux")
def test_uploads_made_while_the_bundle_is_put_together_are_the_same(tmp_path: Path) -> None:
    """They are there before they are asked for; begun for other papers they are made anew; and no process stays behind."""
    ran = subprocess.run(
        [sys.executable, "-c", _EARLY, str(tmp_path)],
        check=False, capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip().split(";") == [
        "01 Claim letter.jpg",
        *(f"0{n} Exhibit {label} Document.jpg" for n, label in enumerate("ABC", 2)),
        "Whole claim HH-2026-017.pdf",
    ]


@dataclass(frozen=True)
class _Form:
    """A form of delivery whose plug-in misbehaves."""

    fails: bool = False
    name: str = "odd"

    def missing(self) -> None:
        return None

    def deliver(
        self, _profile: Profile, made: Bundle, _letters: tuple[Letter, ...], _desk: Desk
    ) -> Delivered:
        if self.fails:
            raise ZeroDivisionError("oops")
        return (
            DeliveredFile("../../etc/passwd", made.pdf, ""),
            DeliveredFile("etc passwd", made.pdf, ""),
            DeliveredFile("A.pdf", made.pdf, ""),
        ), ()


@dataclass(frozen=True)
class _Hasty(_Form):
    """One that would begin before the bundle is there, and cannot."""

    def begin(self, *_about: object) -> Callable[[], None]:
        raise LookupError("too early")


def test_a_form_that_cannot_begin_early_may_still_deliver(tmp_path: Path) -> None:
    """What fails before the bundle is there stops nothing: the form is asked again when it is."""
    made, desk = (
        bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")]),
        Desk(tmp_path / "desk", hands=2),
    )

    with begun(profile(form="odd"), (), (), desk, (_Hasty(),)):
        delivery = deliver(profile(form="odd"), made, (), desk, (_Hasty(),))

    assert [f.name for f in delivery.files][-1] == "A.pdf"


def test_a_plugin_cannot_write_elsewhere(tmp_path: Path) -> None:
    """A path as a name becomes a plain name, and two files never share one."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])

    delivery = deliver(profile(form="odd"), made, (), Desk(tmp_path / "desk"), (_Form(),))

    assert [f.name for f in delivery.files] == ["etc passwd", "etc passwd 2", "A.pdf"]


def test_a_plugin_that_fails_is_named(tmp_path: Path) -> None:
    """What it raises is wrapped with its name."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / "a.pdf"), "A")])

    with pytest.raises(PluginError, match=r"odd failed: ZeroDivisionError: oops"):
        deliver(profile(form="odd"), made, (), Desk(tmp_path / "desk"), (_Form(fails=True),))


@pytest.mark.parametrize(("files", "most", "covers"), [(2, 3, 1), (18, 4, 2)])
def test_no_part_is_longer_than_the_portal_takes(files: int, most: int, covers: int, tmp_path: Path) -> None:
    """The front is cut between letters; of twenty parts, a cover takes two pages."""
    case = tmp_path / "case"
    case.mkdir()
    for number in range(files):
        (case / f"note {number:02d}.txt").write_text(f"REPAIR ESTIMATE\nNumber {number}\n")
    (case / "case.toml").write_text(
        '[claimant]\nname = "Harbor Home Goods LLC"\n[loss]\ntype = "damaged"\namount = "90.00 USD"\n'
        f'[delivery.generic]\nform = "parts"\nmax_pages = {most}\n'
    )
    (outcome,) = build(case, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20))
    assert outcome.folder is not None

    lengths = [count_pages(part) for part in (outcome.folder / "delivery").glob("*part*.pdf")]
    assert len(outcome.exhibits) == files
    assert max(lengths) == most
    assert sum(lengths) == outcome.pages + covers * len(lengths)


def test_the_photo_of_a_label_stays_legible_behind_two_covers(tmp_path: Path) -> None:
    """Of many parts a cover takes two pages; each page behind them is judged by the exhibit that stands on it."""
    papers = [paged(write_pdf(tmp_path / f"paper {n}.pdf"), f"A{n}") for n in range(20)]
    label = paged(_scan(tmp_path / "label.pdf"), "B", Kind.PHOTO, view=View.LABEL, captioned=True)
    box = paged(write_pdf(tmp_path / "box.pdf"), "C", Kind.PHOTO, view=View.OUTER_BOX, captioned=True)
    made = bundle(tmp_path, [*papers, label, box])

    delivery = _delivered(tmp_path, made, form="parts", max_pages=4, max_file_bytes=150_000)

    (part,) = [f for f in delivery.files if f.what.endswith("Exhibit B")]
    with pikepdf.open(part.location) as pdf:
        assert len(pdf.pages) == 4
        (shown,) = pdf.pages[3].get_images().values()
        assert shown.Width / (float(pdf.pages[3].mediabox[2]) / 72) >= 149
