"""Locked files, packages and portfolios: opened with the password that was given, or explained; what is inside is evidence."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from builders_bundle import words, write_pdf
from builders_intake import zipped
from evidencekit import OutcomeStatus, build


def _locked(path: Path, word: str) -> Path:
    write_pdf(path, 2)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="master", user=word))
    return path


def _built(folder: Path, secrets: dict[str, str] | None = None) -> tuple[dict[str, Any], Path]:
    if secrets:
        lines = "".join(f"{json.dumps(n)} = {json.dumps(w)}\n" for n, w in secrets.items())
        (folder / "case.toml").write_text(f"[secrets]\n{lines}", "utf-8")
    outcome = build(
        folder, into=folder.parent / "out", recipients=["generic"], today=date(2026, 11, 20), draft=True
    )[0]
    assert outcome.status is OutcomeStatus.BUILT
    assert outcome.folder is not None
    account = json.loads((outcome.folder / "manifest.json").read_text("utf-8"))
    return {row["path"]: row for row in account["files"]}, outcome.folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    return folder


def test_a_locked_pdf_opens_with_its_password(case: Path) -> None:
    """Its pages are in the bundle, and the password stands in nothing that was made."""
    _locked(case / "statement.pdf", "correct-horse-7")

    rows, folder = _built(case, {"statement.pdf": "correct-horse-7"})

    assert "opened with its password" in rows["statement.pdf"]["treatment"]
    assert rows["statement.pdf"]["last_page"] - rows["statement.pdf"]["first_page"] == 1
    for path in folder.rglob("*"):
        assert not path.is_file() or b"correct-horse-7" not in path.read_bytes()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_password_with_accents_opens_older_pdfs_too(case: Path, algorithm: str) -> None:
    """Before PDF 2.0 passwords were written in PDF's own encoding."""
    writer = pypdf.PdfWriter(clone_from=write_pdf(case.parent / "plain.pdf"))
    writer.encrypt("gehäim", "master", algorithm=algorithm)
    writer.write(case / "statement.pdf")

    rows, _ = _built(case, {"statement.pdf": "gehäim"})

    assert "opened with its password" in rows["statement.pdf"]["treatment"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("发票 2026.txt", "utf-8"), ("破损照片.txt", "gbk"), ("破損写真.txt", "cp932"), ("Größe.txt", "cp850"), ("été.txt", "cp437")],
)  # fmt: skip
def test_names_in_a_zip_are_read_however_they_are_written(case: Path, name: str, encoding: str) -> None:
    """Programs that do not say how: UTF-8, Chinese and Japanese Windows, and DOS."""
    raw = name.encode(encoding)
    stand_in = "x" * len(raw)
    packed = zipped((stand_in, b"Twelve cartons were wet."))
    (case / "all.zip").write_bytes(packed.replace(stand_in.encode(), raw))

    rows, _ = _built(case)

    assert f"all.zip/{name}" in rows


def test_without_a_password_it_is_explained_with_the_cure(case: Path) -> None:
    """The finding says what to write where; a wrong password is told as such."""
    _locked(case / "statement.pdf", "correct-horse-7")

    rows, _ = _built(case)
    wrong, _ = _built(case, {"statement.pdf": "no"})

    assert rows["statement.pdf"]["treatment"] == "explained"
    assert '[secrets] "statement.pdf"' in rows["statement.pdf"]["findings"][0]["message"]
    assert "another password" in wrong["statement.pdf"]["findings"][0]["message"]


def test_a_password_given_for_one_file_opens_others(case: Path) -> None:
    """People use one password for many files; what is inside a package is tried with the package's."""
    _locked(case / "a.pdf", "same")
    _locked(case / "b.pdf", "same")

    rows, _ = _built(case, {"a.pdf": "same"})

    assert "opened with its password" in rows["b.pdf"]["treatment"]


def test_files_attached_to_a_pdf_are_evidence(case: Path) -> None:
    """Files of the document, and those of a page or pinned to it, are exhibits of their own; the page copy carries none."""
    inner = write_pdf(case.parent / "inner.pdf").read_bytes()
    write_pdf(case / "cover.pdf")
    with pikepdf.open(case / "cover.pdf", allow_overwriting_input=True) as pdf:
        pdf.attachments["inner.pdf"] = pikepdf.AttachedFileSpec(pdf, inner, filename="inner.pdf")
        pinned = pikepdf.AttachedFileSpec(pdf, b"sku,quantity\nA-1,3\nA-2,4\n", filename="count.csv")
        pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[10, 10, 20, 20], FS=pinned.obj
        )]))  # fmt: skip
        # These only say what they are to the document and to its page, and stand in no list.
        for owner, name in ((pdf.Root, "source.txt"), (pdf.pages[0].obj, "terms.txt")):
            owner.AF = pikepdf.Array([pikepdf.AttachedFileSpec(pdf, name.encode(), filename=name).obj])
        pdf.save(case / "cover.pdf")

    rows, folder = _built(case)

    assert rows["cover.pdf/inner.pdf"]["treatment"] == "pages copied"
    assert rows["cover.pdf/count.csv"]["treatment"] == "drawn as a table"
    assert {"cover.pdf/source.txt", "cover.pdf/terms.txt"} < set(rows)
    assert "inner page 1" in words(folder / "bundle.pdf", rows["cover.pdf/inner.pdf"]["first_page"])
    with pikepdf.open(folder / "bundle.pdf") as pdf:
        assert not pdf.attachments


def test_an_attachment_bomb_is_left_packed(case: Path) -> None:
    """A stream that unpacks to more than the limit is told, not unpacked."""
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(201)) + packer.flush()
    write_pdf(case / "cover.pdf")
    with pikepdf.open(case / "cover.pdf", allow_overwriting_input=True) as pdf:
        spec = pikepdf.AttachedFileSpec(pdf, b"", filename="zeros.bin")
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        spec.obj.EF = pikepdf.Dictionary(F=stream)
        pdf.attachments["zeros.bin"] = spec
        pdf.save(case / "cover.pdf")

    rows, _ = _built(case)

    assert set(rows) == {"cover.pdf"}
    assert any("MB" in f["message"] for f in rows["cover.pdf"]["findings"]) or rows["cover.pdf"]["first_page"]


def test_a_locked_workbook_opens_with_its_password(case: Path) -> None:
    """What is inside the lock is an exhibit of its own; the locked file is kept."""
    office = pytest.importorskip("msoffcrypto.format.ooxml")
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["order", "302-0000012-3456789"])  # type: ignore[union-attr]
    plain = io.BytesIO()
    book.save(plain)
    plain.seek(0)
    locked = io.BytesIO()
    office.OOXMLFile(plain).encrypt("spring", locked)
    (case / "units.xlsx").write_bytes(locked.getvalue())

    rows, folder = _built(case, {"units.xlsx": "spring"})

    assert rows["units.xlsx"]["left_out"].startswith("opened with its password")
    inner = rows["units.xlsx/units.xlsx"]
    assert "302-0000012-3456789" in words(folder / "bundle.pdf", inner["first_page"])


def test_a_7z_archive_is_unpacked(case: Path) -> None:
    """Its files are exhibits, with a password too; inside a ZIP as well."""
    py7zr = pytest.importorskip("py7zr")
    page = write_pdf(case.parent / "pod.pdf").read_bytes()
    inner = case.parent / "inner.7z"
    with py7zr.SevenZipFile(inner, "w", password="seven") as archive:
        archive.writestr(page, "papers/pod.pdf")
    with zipfile.ZipFile(case / "all.zip", "w") as outer:
        outer.writestr("inner.7z", inner.read_bytes())

    rows, _ = _built(case, {"all.zip": "seven"})
    locked, _ = _built(case, {"other": "no"})

    assert rows["all.zip/inner.7z/papers/pod.pdf"]["treatment"] == "pages copied"
    assert "all.zip/inner.7z/papers/pod.pdf" not in locked


def test_a_pdf_whose_beginning_is_lost_is_no_text(case: Path) -> None:
    """A ruin named .pdf gets a page that explains it; its insides are not printed as words."""
    (case / "ruin.pdf").write_bytes(b"trailer<<<>/Encrypt 62 0 R>>\n62 0 obj<</Filter/Standard/V 2>>\n")

    rows, _ = _built(case)

    assert rows["ruin.pdf"]["media_type"] == "application/pdf"
    assert rows["ruin.pdf"]["treatment"] == "explained"
