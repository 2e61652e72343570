"""Signed PDFs: who signed stands in a finding, and so does what was added since."""

import io
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from builders_intake import pdf
from evidencekit import Outcome, build
from evidencekit.converters.signatures import signatures, told
from evidencekit.verify import verify


def _signed(folder: Path, *, behind: bytes = b"") -> Path:
    """Make a PDF with a signature's dictionary that speaks for the whole file, and add bytes behind it."""
    path = folder / "approval.pdf"
    with pikepdf.open(io.BytesIO(pdf("Approved"))) as opened:
        value = opened.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Sig,
                Filter=pikepdf.Name("/Adobe.PPKLite"),
                Name=pikepdf.String("Ines  Invented"),
                M=pikepdf.String("D:20260911093000+02'00'"),
                ByteRange=pikepdf.Array([0, 10, 20, 1_000_000]),
                Contents=pikepdf.String(b"\0" * 16),
            )
        )
        field = opened.make_indirect(
            pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Signature1"), V=value)
        )
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        opened.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"1000000", f"{len(whole) - 20:07d}".encode()) + behind)
    return path


def test_who_signed_and_when_is_told(tmp_path: Path) -> None:
    path = _signed(tmp_path)

    found = signatures(path)
    findings = list(told("approval.pdf", found, path.stat().st_size))

    assert [(s.by, s.on) for s in found] == [("Ines Invented", date(2026, 9, 11))]
    assert [f.code for f in findings] == ["signed"]
    assert "by Ines Invented on September 11, 2026" in findings[0].message


def test_what_stands_behind_the_last_signature_is_told(tmp_path: Path) -> None:
    path = _signed(tmp_path, behind=b"\n% one more line\n")

    findings = list(told("approval.pdf", signatures(path), path.stat().st_size))

    assert [f.code for f in findings] == ["signed", "changed-after-signature"]


def test_a_file_that_breaks_the_reader_has_no_signatures(tmp_path: Path) -> None:
    """That it is signed may be told all the same, without a name."""
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n/AcroForm")

    assert signatures(tmp_path / "broken.pdf") == ()
    assert [f.code for f in told("broken.pdf", (), 17)] == ["signed"]


def _built(tmp_path: Path, said: str = "", recipient: str = "generic") -> Outcome:
    folder = tmp_path / "case"
    folder.mkdir()
    # Half a megabyte that no page draws, so that the file is larger than the bundle.
    (folder / "approval.pdf").write_bytes(
        _signed(tmp_path, behind=b"\n%" + b"x" * 500_000 + b"\n").read_bytes()
    )
    (folder / "note.txt").write_text("Received crushed")
    (folder / "case.toml").write_text(f'[claimant]\nname = "Harbor Home Goods LLC"\n{said}\n')
    (outcome,) = build(
        folder, into=tmp_path / "out", recipients=[recipient], today=date(2026, 10, 20), draft=True
    )
    return outcome


def _as_signed(outcome: Outcome) -> list[Path]:
    assert outcome.folder is not None
    return [p for p in (outcome.folder / "delivery").iterdir() if "as signed" in p.name]


def test_a_signed_file_goes_along_byte_for_byte_and_its_divider_says_so(tmp_path: Path) -> None:
    outcome = _built(tmp_path)

    (sent,) = _as_signed(outcome)
    (placed,) = [e for e in outcome.exhibits if e.exhibit.path == "approval.pdf"]
    assert sent.name == f"Exhibit {placed.exhibit.label} as signed approval.pdf"
    assert sent.read_bytes() == (tmp_path / "case" / "approval.pdf").read_bytes()
    assert outcome.folder is not None
    with pypdfium2.PdfDocument(outcome.folder / "bundle.pdf") as document:
        assert sent.name in document[placed.divider_page - 1].get_textpage().get_text_bounded()
    assert any(f.code == "signed-file" and sent.name in f.message for f in outcome.findings)
    assert verify(outcome.folder).ok


@pytest.mark.parametrize(
    "wish",
    [
        'form = "zip"',
        "max_files = 1",
        "max_file_bytes = 400_000",
        'formats = ["jpg"]\nform = "files"',
    ],
)
def test_where_the_portal_takes_no_such_file_it_stays(tmp_path: Path, wish: str) -> None:
    outcome = _built(tmp_path, f"[delivery.generic]\n{wish}")

    assert _as_signed(outcome) == []
    assert any(f.code == "signed-file" and "stays in originals/" in f.message for f in outcome.findings)


def test_a_signed_file_of_which_something_is_hidden_is_never_sent(tmp_path: Path) -> None:
    outcome = _built(tmp_path, '[evidence."approval.pdf"]\nredact = ["Approved"]')

    assert _as_signed(outcome) == []
    assert any(f.code == "signed-file" and "is not sent" in f.message for f in outcome.findings)


def test_a_signed_file_stays_as_it_is_where_pdf_a_is_asked_for(tmp_path: Path) -> None:
    outcome = _built(tmp_path, "[delivery.generic]\narchival = true")

    (sent,) = _as_signed(outcome)
    assert sent.read_bytes() == (tmp_path / "case" / "approval.pdf").read_bytes()
