"""What OCR saw is found, marked and copied in the bundle; what is seen of a page stays as it was."""

from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from builders_intake import coded
from builders_scans import DELIVERY, askew, printed, scan
from evidencekit import build
from evidencekit.model.seen import Quad, SeenPage, Word
from evidencekit.paper.textlayer import lay_over_pages

TODAY = date(2026, 10, 20)


def _word(text: str, left: float, top: float) -> Word:
    quad: Quad = (left, top, left + 0.2, top, left + 0.2, top + 0.1, left, top + 0.1)
    return Word(text, quad, 1.0)


def _laid(path: Path, seen: SeenPage, turn: int = 0) -> Path:
    path.write_bytes(scan(printed(*DELIVERY)))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Rotate = turn
        lay_over_pages(pdf, (seen,))
        pdf.save(path, deterministic_id=True)
    return path


SEEN = SeenPage(
    1, 0, ((_word("发票号码", 0.1, 0.1), _word("Größe", 0.4, 0.1)), (_word("Łódź", 0.1, 0.5), _word("4711", 0.4, 0.5)))
)  # fmt: skip


def test_words_of_any_script_are_found_and_copied_in_reading_order(tmp_path: Path) -> None:
    """No typeface of that script is needed."""
    before = len(scan(printed(*DELIVERY)))
    page = pypdfium2.PdfDocument(_laid(tmp_path / "page.pdf", SEEN))[0].get_textpage()

    assert page.get_text_bounded().split() == ["发票号码", "Größe", "Łódź", "4711"]
    assert page.search("号码").get_next() is not None
    assert (tmp_path / "page.pdf").stat().st_size < before + 4_000


@pytest.mark.parametrize(
    ("turn", "box"), [(0, (45, 168, 135, 189)), (90, (45, 21, 90, 63)), (180, (315, 21, 405, 42))]
)
def test_a_word_is_marked_where_it_is_seen(turn: int, box: tuple[int, ...], tmp_path: Path) -> None:
    """Whatever way the page is turned, the characters stand within the word's box."""
    page = pypdfium2.PdfDocument(_laid(tmp_path / "page.pdf", SEEN, turn))[0].get_textpage()

    for at in range(4):
        left, bottom, right, top = page.get_charbox(at)
        assert box[0] - 1 <= left < right <= box[2] + 1
        assert box[1] - 1 <= bottom < top <= box[3] + 1


def test_nothing_of_it_is_seen(tmp_path: Path) -> None:
    """The page looks to the pixel as it did."""
    (tmp_path / "before.pdf").write_bytes(scan(printed(*DELIVERY)))
    before, after = (
        pypdfium2.PdfDocument(p)[0].render(scale=2).to_pil().tobytes()
        for p in (tmp_path / "before.pdf", _laid(tmp_path / "page.pdf", SEEN))
    )

    assert before == after


def _pictures(pdf: Path) -> set[bytes]:
    with pikepdf.open(pdf) as opened:
        return {bytes(i.read_raw_bytes()) for page in opened.pages for i in page.get_images().values()}


def test_a_scan_is_searchable_in_the_bundle_and_its_picture_is_not_coded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of a scan and of a label come out row by row; built twice, read or remembered, it is the same file."""
    pytest.importorskip("rapidocr", reason='OCR is not installed: pip install "evidencekit[ocr]"')
    monkeypatch.setenv("EVIDENCEKIT_OCR", "rapidocr")
    monkeypatch.setenv("EVIDENCEKIT_CACHE", str(tmp_path / "cache"))
    case = tmp_path / "case"
    case.mkdir()
    (case / "scan.pdf").write_bytes(scan(askew(printed(*DELIVERY), 2)))
    (case / "label.png").write_bytes(coded(printed(("SHIP TO", "DENVER CO 80205")), "PNG"))

    for out in ("first", "second"):
        build(case, into=tmp_path / out, recipients=["generic"], today=TODAY, draft=True)

    first, second = (tmp_path / out / "case" / "generic" / "bundle.pdf" for out in ("first", "second"))
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(first)]
    rows = [" ".join(row.split()) for text in texts for row in text.splitlines()]
    start = rows.index("PROOF OF DELIVERY")
    assert rows[start + 1 : start + 3] == ["Tracking number 1Z999AA10123456784", "Delivered on 2026-09-10"]
    assert any("SHIP TO DENVER CO 80205" in row for row in rows)
    assert _pictures(case / "scan.pdf") <= _pictures(first)
    assert first.read_bytes() == second.read_bytes()
