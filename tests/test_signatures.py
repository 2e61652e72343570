"""Signed PDFs: who signed stands in a finding, and so does what was added since."""

import io
from datetime import date
from pathlib import Path

import pikepdf

from builders_intake import pdf
from evidencekit.converters.signatures import signatures, told


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
