"""Archives and e-mails that mean harm: each function adds one to a case."""

import email.message
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from cases import paper

_ZEROS = bytes(16 << 20)


def _zip(case: Path, *entries: tuple[str, bytes], name: str = "more.zip") -> None:
    (case / name).write_bytes(_zipped(*entries))


def _zipped(*entries: tuple[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return kept.getvalue()


def _bomb(case: Path, *_: object) -> None:
    with zipfile.ZipFile(case / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.txt", "w", force_zip64=True) as entry:  # fmt: skip
        for _n in range(192):  # 3 GB
            entry.write(_ZEROS)


def _many_bombs(case: Path, *_: object) -> None:
    _zip(case, *((f"{n}.txt", bytes(2 << 20)) for n in range(1500)))


def _nested(case: Path, *_: object) -> None:
    content = _zipped(("note.txt", b"inmost"))
    for n in range(40):
        content = _zipped((f"{n}.zip", content))
    (case / "nested.zip").write_bytes(content)


def _spreading(case: Path, *_: object) -> None:
    content = _zipped(*((f"{n}.txt", bytes(1 << 20)) for n in range(10)))
    for _n in range(4):
        content = _zipped(*((f"{n}.zip", content) for n in range(10)))
    (case / "spreading.zip").write_bytes(content)


def _upwards(case: Path, secret: Path, *_: object) -> None:
    _zip(case, ("../../secret.txt", b"overwritten"), ("../../../new.txt", b"x"))


def _absolute(case: Path, secret: Path, *_: object) -> None:
    _zip(case, (str(secret), b"overwritten"), ("C:\\windows\\x.txt", b"x"))


def _linked(case: Path, secret: Path, *_: object) -> None:
    with zipfile.ZipFile(case / "linked.zip", "w") as archive:
        entry = zipfile.ZipInfo("link.txt")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, str(secret))


def _entries(case: Path, *_: object) -> None:
    _zip(case, *((f"{n}.txt", b"x") for n in range(60_000)))


def _twice(case: Path, *_: object) -> None:
    _zip(case, ("a.txt", b"one"), ("a.txt", b"two"), ("A.TXT", b"three"))


def _odd_names(case: Path, *_: object) -> None:
    _zip(
        case,
        ("a\r\nb.txt", b"1"),
        ("con.txt", b"2"),
        ("\u202egnp.exe", b"3"),
        ("x" * 300 + ".txt", b"4"),
        ("..", b"5"),
    )


def _cut(case: Path, *_: object) -> None:
    (case / "cut.zip").write_bytes(_zipped(("invoice.pdf", paper("Invoice")))[:-40])


def _lying(case: Path, *_: object) -> None:
    raw = bytearray(_zipped(("a.txt", b"x" * 100_000)))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (5).to_bytes(4, "little")  # the size that it will have
    (case / "lying.zip").write_bytes(bytes(raw))


def _itself(case: Path, *_: object) -> None:
    inner = _zipped(("deep.txt", b"x" * 1000))
    (case / "itself.zip").write_bytes(
        _zipped(("itself.zip", inner), ("itself.zip.zip", _zipped(("itself.zip", inner))))
    )


def _mail(*parts: email.message.EmailMessage | bytes) -> email.message.EmailMessage:
    message = email.message.EmailMessage()
    message["Subject"], message["From"], message["To"] = "Claim", "a@b.example", "c@d.example"
    message.set_content("The parcel arrived crushed.")
    for number, part in enumerate(parts):
        if isinstance(part, bytes):
            message.add_attachment(
                part, maintype="application", subtype="octet-stream", filename=f"{number}.bin"
            )
        else:
            message.add_attachment(part)
    return message


def _deep_mail(case: Path, *_: object) -> None:
    message = _mail()
    for _n in range(80):
        message = _mail(message)
    (case / "deep.eml").write_bytes(bytes(message))


def _wide_mail(case: Path, *_: object) -> None:
    (case / "wide.eml").write_bytes(bytes(_mail(*(b"x" for _ in range(4000)))))


def _mail_upwards(case: Path, *_: object) -> None:
    raw = bytes(_mail(b"x")).replace(b"0.bin", b"../../../secret.txt")
    (case / "up.eml").write_bytes(raw)


def _boundaries(case: Path, *_: object) -> None:
    head = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\n"
    body = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    (case / "boundaries.eml").write_text(head + body, encoding="utf-8")


def _mailbox(case: Path, *_: object) -> None:
    (case / "all.mbox").write_bytes(
        b"".join(b"From a@b Thu Jan  1 00:00:00 2026\n" + bytes(_mail()) + b"\n" for _ in range(5000))
    )


def _tar(case: Path, secret: Path, *_: object) -> None:
    with tarfile.open(case / "up.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("../../secret.txt")
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"abc"))


def _in_pdf(case: Path, *_: object) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(paper("Invoice"))) as document:
        document.attachments["../../secret.txt"] = _zipped(("zeros.txt", bytes(400 << 20)))
        document.attachments["bomb.zip"] = _zipped(("zeros.txt", bytes(400 << 20)))
        document.save(case / "attached.pdf")


ARCHIVES: dict[str, Callable[..., None]] = {
    "a ZIP that unpacks to 3 GB": _bomb,
    "a ZIP of 1,500 files of 2 MB of zeros": _many_bombs,
    "ZIPs in ZIPs, forty deep": _nested,
    "ZIPs in ZIPs that spread to 100 GB": _spreading,
    "names that lead upwards": _upwards,
    "absolute names": _absolute,
    "a link out of the archive": _linked,
    "60,000 entries": _entries,
    "the same name twice": _twice,
    "names of line breaks, devices, turned writing, nothing": _odd_names,
    "an archive cut off": _cut,
    "a size that lies": _lying,
    "an archive within its own name": _itself,
    "e-mails in e-mails, eighty deep": _deep_mail,
    "an e-mail with 4,000 attachments": _wide_mail,
    "an attachment whose name leads upwards": _mail_upwards,
    "3,000 boundaries": _boundaries,
    "a mailbox of 5,000 messages": _mailbox,
    "a tar whose names lead upwards": _tar,
    "a bomb attached to a PDF": _in_pdf,
}
