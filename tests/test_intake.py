"""Intake: what is taken in, what is set aside, what each file is, what is inside it."""

import hashlib
import io
import os
import socket
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from builders_intake import coded, codes, corners, docx, label, mail, pdf, taken_in, zipped
from evidencekit.desk import Desk, open_desk
from evidencekit.errors import CaseError
from evidencekit.steps.intake import collect, open_case


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as cleared:
        yield cleared


def _xlsx() -> bytes:
    kept = io.BytesIO()
    Workbook().save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("prepare", "word"),
    [
        (lambda _: None, "does not exist"),
        (lambda p: p.write_text("x"), "is a file"),
        (lambda p: p.mkdir(), "empty"),
        (lambda p: (p.mkdir(), (p / ".DS_Store").write_bytes(b"x")), "no evidence"),
        (lambda p: (p.mkdir(), (p / "case.toml").write_text("")), "no evidence"),
    ],
)
def test_what_is_no_case_folder_is_told_in_one_sentence(
    tmp_path: Path, prepare: Callable[[Path], object], word: str
) -> None:
    """Missing, a file, empty, only litter, only a case.toml."""
    prepare(tmp_path / "case")

    with pytest.raises(CaseError, match=word) as raised:
        open_case(tmp_path / "case")

    assert "\n" not in str(raised.value)


def test_a_case_is_named_after_its_folder_and_reads_its_toml(tmp_path: Path) -> None:
    """The name is NFC whatever the file system holds; a folder without case.toml is not described."""
    folder = tmp_path / unicodedata.normalize("NFD", "Müller")
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    assert (open_case(folder).name, open_case(folder).described) == ("Müller", False)

    (folder / "case.toml").write_text('reference = "HH-17"')
    assert (open_case(folder).reference, open_case(folder).described) == ("HH-17", True)


def test_every_file_is_hashed_and_sorted_and_case_toml_is_no_evidence(tmp_path: Path, desk: Desk) -> None:
    """Digests are of the bytes as they lie there."""
    (tmp_path / "b").mkdir()
    for name in ("z.txt", "b/inner.txt", "a.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "case.toml").write_text("")

    sources, findings = taken_in(tmp_path, desk)

    assert list(sources) == ["a.txt", "b/inner.txt", "z.txt"]
    assert sources["z.txt"].sha256 == hashlib.sha256(b"z.txt").hexdigest()
    assert sources["z.txt"].size == 5
    assert findings == ()


CONTENT = {
    "application/pdf": pdf("Invoice"),
    "image/jpeg": coded(corners()),
    "image/png": coded(corners(), "PNG"),
    "image/webp": coded(corners(), "WEBP"),
    "image/avif": coded(corners(), "AVIF"),
    "image/tiff": coded(corners(), "TIFF"),
    "image/gif": coded(corners(), "GIF"),
    "application/zip": zipped(("readme", b"hello")),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": docx("Hello"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx(),
    "message/rfc822": bytes(mail()),
    "text/plain": b"Only words.\n",
    "application/x-ole-encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1500)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(500)
    ),
}


@pytest.mark.parametrize("kind", CONTENT)
def test_a_file_is_what_its_content_says(tmp_path: Path, desk: Desk, kind: str) -> None:
    """Under a name without extension, and under a wrong one."""
    (tmp_path / "noname").write_bytes(CONTENT[kind])
    (tmp_path / "wrong.bin").write_bytes(CONTENT[kind])

    sources, _ = taken_in(tmp_path, desk)

    assert sources["noname"].media_type == sources["wrong.bin"].media_type == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("t.csv", "text/csv"),
        ("t.TSV", "text/tab-separated-values"),
        ("t.json", "application/json"),
        ("t.txt", "text/plain"),
        ("t.pdf", "text/plain"),
    ],
)
def test_between_plain_texts_the_extension_decides(tmp_path: Path, desk: Desk, name: str, kind: str) -> None:
    """The same text is a table or prose; but a name never makes a PDF of it."""
    (tmp_path / name).write_text("date;status\n2026-09-10;delivered\n")

    assert taken_in(tmp_path, desk)[0][name].media_type == kind


def test_contradictions_between_name_and_content_are_told(tmp_path: Path, desk: Desk) -> None:
    """A program named PDF, a picture named PDF, an empty file; a damaged one says it is damaged."""
    (tmp_path / "program.pdf").write_bytes(b"MZ\x90\x00\x03" + bytes(400))
    (tmp_path / "photo.pdf").write_bytes(coded(corners()))
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "noise.pdf").write_bytes(b"\x13\x37\x00\xfe" * 900)
    (tmp_path / "right.jpeg").write_bytes(coded(corners((60, 60))))

    sources, findings = taken_in(tmp_path, desk)

    assert codes(findings) == {
        "program.pdf": "program",
        "photo.pdf": "wrong-extension",
        "empty.pdf": "empty-file",
        "noise.pdf": "wrong-extension",
    }
    assert sources["photo.pdf"].media_type == "image/jpeg"
    assert "damaged" in next(f.message for f in findings if f.subject == "noise.pdf")


def test_litter_and_links_are_set_aside_and_told(tmp_path: Path, desk: Desk) -> None:
    """Nothing outside the folder is read, and nothing is left out in silence."""
    folder = tmp_path / "case"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "secret.txt").write_text("x")
    (folder / "real.txt").write_text("evidence")
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$open.xlsx"):
        (folder / name).write_bytes(b"x")
    (tmp_path / "outside.txt").write_text("not evidence")
    (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "nowhere.txt").symlink_to(tmp_path / "missing")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "up").symlink_to(tmp_path)

    sources, findings = taken_in(folder, desk)

    assert list(sources) == ["real.txt"]
    assert codes(findings) == {
        **dict.fromkeys((".DS_Store", "Thumbs.db", "desktop.ini", "~$open.xlsx"), "skipped"),
        ".hidden": "skipped-folder",
        **dict.fromkeys(("out.txt", "nowhere.txt", "loop.txt", "up"), "link-out"),
    }


def test_a_pipe_or_socket_is_told_and_never_waited_for(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening a named pipe would hang for ever."""
    (tmp_path / "a.txt").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("plug")
        sources, findings = taken_in(tmp_path, desk)

    assert list(sources) == ["a.txt"]
    assert codes(findings) == {"pipe": "not-a-file", "plug": "not-a-file"}


def test_names_become_nfc_and_twins_keep_a_path_of_their_own(tmp_path: Path, desk: Desk) -> None:
    """NFC and NFD twins, a name that is no UTF-8, a name with a line break: all are kept, all are writable."""
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "Bürgschaft.txt")).write_text(form)
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("latin")
    (tmp_path / "two\nlines.txt").write_text("break")

    sources, _ = taken_in(tmp_path, desk)

    assert set(sources) == {"Bürgschaft.txt", "Bürgschaft.txt (2)", "caf\ufffd.txt", "two\ufffdlines.txt"}
    assert len({s.sha256 for s in sources.values()}) == 4
    assert all(path.encode("utf-8") for path in sources)


def test_duplicates_are_noted(tmp_path: Path, desk: Desk) -> None:
    """The same bytes under two names."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("same")

    assert codes(taken_in(tmp_path, desk)[1]) == {"b.txt": "duplicate"}


def test_members_of_an_email_become_files_below_it(tmp_path: Path, desk: Desk) -> None:
    """Attachments, pictures inside the text and forwarded messages come out; tracking pixels do not."""
    inner = mail("Forwarded words.")
    inner.add_attachment(b"signed", maintype="text", subtype="plain", filename="../note.txt")
    message = mail()
    message.add_alternative("<p>Crushed <img src='cid:a'></p>", subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    html.add_related(coded(corners()), "image", "jpeg", cid="<a>", filename="inline.jpg")  # type: ignore[union-attr]
    html.add_related(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "image", "gif", cid="<b>", filename="p.gif")  # type: ignore[union-attr]
    message.add_attachment(pdf("Invoice"), maintype="application", subtype="pdf", filename="invoice.pdf")
    message.add_attachment(pdf("Other"), maintype="application", subtype="pdf", filename="invoice.pdf")
    message.add_attachment(inner)
    (tmp_path / "notice.eml").write_bytes(bytes(message))

    sources, findings = taken_in(tmp_path, desk)

    assert list(sources) == [
        "notice.eml",
        "notice.eml/inline.jpg",
        "notice.eml/invoice.pdf",
        "notice.eml/invoice (2).pdf",
        "notice.eml/message.eml",
        "notice.eml/message.eml/note.txt",
    ]
    assert findings == ()
    assert sources["notice.eml/invoice.pdf"].container == "notice.eml"
    assert sources["notice.eml/message.eml/note.txt"].location.read_bytes() == b"signed"
    assert sources["notice.eml/invoice (2).pdf"].media_type == "application/pdf"


def test_a_mailbox_is_cut_into_its_messages(tmp_path: Path, desk: Desk) -> None:
    """Two messages in one file are two exhibits."""
    stamp = b"From jk@shop.example Thu Sep 10 16:20:00 2026\n"
    (tmp_path / "box.mbox").write_bytes(stamp + bytes(mail("One.")) + b"\n" + stamp + bytes(mail("Two.")))

    sources, _ = taken_in(tmp_path, desk)

    assert list(sources) == ["box.mbox", "box.mbox/0001.eml", "box.mbox/0002.eml"]
    assert sources["box.mbox/0002.eml"].media_type == "message/rfc822"


def test_a_zip_is_unpacked_below_its_own_name_whatever_its_members_are_called(
    tmp_path: Path, desk: Desk
) -> None:
    """No member leaves the desk: `..`, absolute paths, drives; links are left out."""
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in ("../../evil.txt", "/etc/passwd", "C:\\x\\y.txt", "sub/ok.txt", "__MACOSX/._ok.txt"):
            archive.writestr(name, name)
        archive.writestr(link, "/etc/passwd")
    (tmp_path / "papers.zip").write_bytes(kept.getvalue())

    sources, findings = taken_in(tmp_path, desk)

    names = {"evil.txt", "etc/passwd", "x/y.txt", "sub/ok.txt"}
    assert set(sources) == {"papers.zip", *(f"papers.zip/{n}" for n in names)}
    assert all(s.location.is_relative_to(desk.root) for s in sources.values() if s.container)
    assert [f.code for f in findings] == ["archive-link"]


def test_a_bomb_is_left_packed_and_its_neighbours_are_read(tmp_path: Path, desk: Desk) -> None:
    """Fifty megabytes of zeros in fifty kilobytes."""
    (tmp_path / "bomb.zip").write_bytes(zipped(("big.bin", bytes(50_000_000)), ("note.txt", b"words")))

    sources, findings = taken_in(tmp_path, desk)

    assert list(sources) == ["bomb.zip", "bomb.zip/note.txt"]
    assert codes(findings) == {"bomb.zip": "archive-bomb"}


def test_packages_in_packages_end_at_a_depth(tmp_path: Path, desk: Desk) -> None:
    """A hundred ZIPs in one another are not followed to the end."""
    content = b"words"
    for number in range(100):
        content = zipped((f"{number}.zip" if number else "note.txt", content))
    (tmp_path / "deep.zip").write_bytes(content)

    sources, findings = taken_in(tmp_path, desk)

    assert len(sources) < 10
    assert "too-deep" in codes(findings).values()


def test_a_damaged_member_costs_only_itself(tmp_path: Path, desk: Desk) -> None:
    """One wrong checksum, and the rest is taken in."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:  # stored, so that one byte can be changed
        archive.writestr("bad.txt", "ORIGINAL")
        archive.writestr("good.txt", "words")
    (tmp_path / "a.zip").write_bytes(kept.getvalue().replace(b"ORIGINAL", b"ORIGINAX", 1))
    (tmp_path / "b.zip").write_bytes(kept.getvalue()[:-20])

    sources, findings = taken_in(tmp_path, desk)

    assert set(sources) == {"a.zip", "a.zip/good.txt", "b.zip"}
    assert [f.code for f in findings] == ["unpack-failed", "unpack-failed"]
    assert "bad.txt" in findings[0].message


class _Fails:
    name = "fails"

    def missing(self) -> str | None:
        return None

    def identify(self, head: bytes, location: Path) -> str | None:
        raise RuntimeError(f"no {len(head)} {location.name}")


class _Knows:
    name = "knows"

    def missing(self) -> str | None:
        return None

    def identify(self, head: bytes, location: Path) -> str | None:
        return "application/x-pallet" if head.startswith(b"PALLET") else None


def test_identifiers_are_asked_first_and_one_that_fails_is_named(tmp_path: Path, desk: Desk) -> None:
    """A plug-in knows a format that nobody else does; a broken one costs nothing."""
    (tmp_path / "a").write_bytes(b"PALLET 17")

    sources, findings = collect(open_case(tmp_path), desk, (_Fails(), _Knows()))

    assert sources[0].media_type == "application/x-pallet"
    assert [(f.code, "fails" in f.message) for f in findings] == [("plugin-failed", True)]


def test_nothing_in_the_case_folder_is_changed(tmp_path: Path, desk: Desk) -> None:
    """Neither names nor bytes nor dates."""
    (tmp_path / "label.png").write_bytes(coded(label(), "PNG"))
    (tmp_path / "a.zip").write_bytes(zipped(("x.txt", b"x")))
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()}

    taken_in(tmp_path, desk)

    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()} == before
