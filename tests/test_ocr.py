"""OCR: what is read off pixels, where, how sure, and what is left alone."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from builders_intake import coded, corners, noise, read
from builders_scans import DELIVERY, askew, printed, scan
from evidencekit import review
from evidencekit.desk import open_desk
from evidencekit.extractors.ocr import OcrReader
from evidencekit.extractors.reading_order import in_reading_order
from evidencekit.model.evidence import Reading, SourceFile
from evidencekit.model.seen import SeenLine
from evidencekit.recognizers.rapid import RapidRecognizer
from evidencekit.steps.examine import examine

SAMPLES = Path(__file__).parent.parent / "samples"
LONG = "1Z999AA10123456784"
ROWS = ["PROOF OF DELIVERY", f"Tracking number {LONG}", "Delivered on 2026-09-10", "Received by: M WHITLOCK"]


def _rows(text: str) -> list[str]:
    return [" ".join(row.split()) for row in text.splitlines()]


@pytest.fixture
def ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr", reason='OCR is not installed: pip install "evidencekit[ocr]"')
    monkeypatch.setenv("EVIDENCEKIT_OCR", "rapidocr")


@pytest.mark.usefixtures("ocr")
def test_a_scan_lying_askew_is_read_row_by_row(tmp_path: Path) -> None:
    """A column's gap stays wide, facts say that OCR read them, and are no surer than the characters."""
    (tmp_path / "scan.pdf").write_bytes(scan(askew(printed(*DELIVERY), 2)))

    reading = read(tmp_path)["scan.pdf"]
    facts = {f.name: f for f in reading.facts}

    assert _rows(reading.text[0]) == ROWS
    assert f"Tracking number   {LONG}" in reading.text[0]
    assert reading.text_read_by == "ocr"
    assert facts["tracking_number"].value == LONG
    assert facts["delivery_date"].value == date(2026, 9, 10)
    assert {f.read_by.value for f in reading.facts} == {"ocr"}
    assert all(0.5 < f.confidence < 1 for f in reading.facts)
    assert [w.text for w in reading.seen[0].lines[0]] == ["PROOF", "OF", "DELIVERY"]


@pytest.mark.usefixtures("ocr")
def test_the_scan_of_the_sample_says_itself_what_it_is(tmp_path: Path) -> None:
    """Its kind and its number come from its words; the number has the right check digit."""
    shutil.copy(SAMPLES / "crushed-parcel" / "scan0007.pdf", tmp_path)

    (exhibit,) = review(tmp_path, today=date(2026, 10, 20)).exhibits
    number = exhibit.first("tracking_number")

    assert exhibit.kind == "proof_of_delivery"
    assert "read by OCR" in exhibit.because
    assert number is not None
    assert (number.value, number.read_by.value) == ("1Z84R2X90344172067", "ocr")


@pytest.mark.usefixtures("ocr")
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_its_head_is_read_as_well(turn: int, tmp_path: Path) -> None:
    """The words are the same, and the page says how far it would have to be turned."""
    (tmp_path / "label.png").write_bytes(coded(printed(*DELIVERY).rotate(turn, expand=True), "PNG"))

    reading = read(tmp_path)["label.png"]

    assert _rows(reading.text[0]) == ROWS
    assert reading.seen[0].turn == turn


@pytest.mark.usefixtures("ocr")
def test_only_the_page_without_text_is_read_by_ocr(tmp_path: Path) -> None:
    """In a mixed PDF each fact says how its own page was read; the same picture is read once."""
    (tmp_path / "mixed.pdf").write_bytes(
        scan("Container MSKU 305438 3, B/L No. ABCD1234567", printed(*DELIVERY))
    )

    reading = read(tmp_path)["mixed.pdf"]
    by_page = {(f.page, f.read_by.value) for f in reading.facts}

    assert by_page == {(1, "text"), (2, "ocr")}
    assert [page.page for page in reading.seen] == [2]
    assert "Container" in reading.text[0]


@pytest.mark.usefixtures("ocr")
def test_scripts_stand_side_by_side(tmp_path: Path) -> None:
    """Accents, umlauts and signs of currencies come through."""
    rows = (("Größe: 5 Stück à 3 €", "Łódź"), ("Façade déjà reçue", "señor"))
    (tmp_path / "page.png").write_bytes(coded(printed(*rows), "PNG"))

    words = read(tmp_path)["page.png"].text[0].split()

    assert {"Größe:", "Stück", "€", "Łódź", "Façade", "déjà", "reçue", "señor"} <= set(words)


@pytest.mark.usefixtures("ocr")
def test_pictures_of_nothing_give_nothing(tmp_path: Path) -> None:
    """Plain colours and noise are no text; a scan without a word says so."""
    (tmp_path / "colours.png").write_bytes(coded(corners((300, 200)), "PNG"))
    (tmp_path / "noise.png").write_bytes(coded(noise((500, 400)), "PNG"))
    (tmp_path / "blank.pdf").write_bytes(scan(Image.new("L", (900, 420), 255)))

    readings = read(tmp_path)

    assert [r.text for r in (readings["colours.png"], readings["noise.png"])] == [(), ()]
    assert readings["colours.png"].findings == ()
    assert [f.code for f in readings["blank.pdf"].findings] == ["scan-without-text"]


@pytest.mark.usefixtures("ocr")
def test_ocr_needs_no_network(tmp_path: Path) -> None:
    """The models come in the wheel: with the network cut off, a page is read."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed: the network cannot be cut off")
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system allows no network namespace")
    printed(*DELIVERY).save(tmp_path / "page.png")
    program = (
        "import sys; from PIL import Image; from evidencekit.recognizers.rapid import RapidRecognizer; "
        "print(*(line.text for line in RapidRecognizer().read(Image.open(sys.argv[1]))))"
    )

    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", program, str(tmp_path / "page.png")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert LONG in done.stdout, done.stderr
    assert done.stderr == ""


def test_without_the_extra_one_finding_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names the files that would have been read; a photo of goods is not among them."""
    monkeypatch.setenv("EVIDENCEKIT_OCR", "")
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    (tmp_path / "scan.pdf").write_bytes(scan(printed(*DELIVERY)))
    (tmp_path / "mixed.pdf").write_bytes(scan("Words of a page", printed(*DELIVERY)))
    exif = Image.Exif()
    exif[0x0110] = "Phone 9"
    (tmp_path / "goods.jpg").write_bytes(coded(corners((300, 200)), exif=exif))

    found = [f for f in review(tmp_path).findings if f.code == "text-not-read"]

    assert len(found) == 1
    assert 'pip install "evidencekit[ocr]"' in found[0].message
    assert "mixed.pdf (page 2), scan.pdf" in found[0].message
    assert "goods.jpg" not in found[0].message


@pytest.mark.parametrize(("named", "said"), [("off", "turned off"), ("nosuch", "names no recognizer")])
def test_a_recognizer_is_named_by_a_setting(
    named: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off is off; a name that is none is told with the names that there are."""
    monkeypatch.setenv("EVIDENCEKIT_OCR", named)
    (tmp_path / "scan.pdf").write_bytes(scan(printed(*DELIVERY)))

    reading = read(tmp_path)["scan.pdf"]

    assert reading.unread is not None
    assert said in reading.unread.because
    assert reading.text == ("",)


class _Counting:
    """A recognizer that sees what it is told to see, and remembers the pictures that it was shown."""

    name = "counting"

    def __init__(self, *lines: SeenLine) -> None:
        self._lines, self.shown = lines, list[tuple[int, int]]()

    def missing(self) -> str | None:
        return None

    def read(self, image: Image.Image, *, hands: int = 1) -> tuple[SeenLine, ...]:
        self.shown.append(image.size)
        return self._lines


def _line(text: str, x: float, y: float, *, wide: float = 100, score: float = 0.9) -> SeenLine:
    quad = (x, y, x + wide, y, x + wide, y + 20, x, y + 20)
    return SeenLine(text, score, quad, ((text, 0.0, 1.0),))


@pytest.mark.parametrize(("seen", "times"), [((), 1), ((_line("FRAGILE", 10, 10),), 2)])
def test_photos_are_looked_at_before_they_are_read(
    seen: tuple[SeenLine, ...], times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small copy decides; the photo itself is read only where that shows a word, and once for each content."""
    monkeypatch.setenv("EVIDENCEKIT_OCR", "counting")
    counting = _Counting(*seen)
    readings: list[Reading] = []
    with open_desk(for_pages=False) as desk:
        for name in ("a.jpg", "copy of a.jpg"):
            place = tmp_path / name
            place.write_bytes(coded(corners((1600, 1200))))
            source = SourceFile(name, place, "0" * 64, place.stat().st_size, "image/jpeg")
            readings.extend(examine((source,), desk, lambda: (OcrReader((counting,)),)))

    assert counting.shown == [(640, 480), (1600, 1200)][:times]
    assert [bool(r.text) for r in readings] == [times == 2] * 2


def test_rows_read_from_left_to_right_and_the_edge_comes_last() -> None:
    """Pieces level with each other are a row; a wide gap is kept; print along the edge is read at the end."""
    edge = SeenLine("printed in Denver", 0.9, (790, 10, 790, 300, 770, 300, 770, 10), (("printed", 0, 1),))
    lines = [
        edge, _line("TOTAL", 20, 200), _line("12.50", 400, 204), _line("Invoice", 20, 20),
        _line("4711", 125, 22), _line("smudge", 20, 100, score=0.3),
    ]  # fmt: skip

    text, page = in_reading_order(lines, (800, 400), 1)

    assert text.splitlines() == ["Invoice 4711", "TOTAL   12.50", "printed in Denver"]
    assert page.turn == 0
    assert page.lines[0][0].quad[:2] == (0.025, 0.05)


def test_a_picture_is_read_the_same_by_one_thread_and_by_several() -> None:
    """Nothing depends on how many hands there are."""
    pytest.importorskip("rapidocr")
    page = printed(*DELIVERY)

    assert RapidRecognizer().read(page) == RapidRecognizer().read(page, hands=3)


def test_a_reading_without_pictures_is_left_alone() -> None:
    """Sheets, texts and drawings are none of its business."""
    for kind in ("text/plain", "image/svg+xml", "application/zip"):
        source = SourceFile("a", Path("a"), "0" * 64, 1, kind)
        assert not OcrReader(()).reads(Reading(source))


@pytest.mark.usefixtures("ocr")
def test_the_engine_of_ocr_tells_nobody_that_it_is_used(tmp_path: Path) -> None:
    """Neither does it write the file by which it would know this computer again."""
    case, temporary = tmp_path / "case", tmp_path / "temporary"
    for folder in (case, temporary):
        folder.mkdir()
    (case / "scan.pdf").write_bytes(scan(printed(*DELIVERY)))
    environment = {**os.environ, "TMPDIR": str(temporary), "HOME": str(tmp_path / "home")}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    code = f"from evidencekit import review\nprint(review({str(case)!r}).exhibits[0].reading.text_read_by)"

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )

    assert told.stdout.strip() == "ocr"
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "home").exists()
