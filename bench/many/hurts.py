"""Twenty-five ways in which a case can be hurt, and by which words a person must be told of each.

What only a file system can have (links, pipes, modes) has a counterpart in an object store, which is hurt in its own way.
"""

import io
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

CASE_FILE = """\
recipients = ["generic"]

[claimant]
name = "Harbor Home Goods LLC"
address = "1200 Pine Street\\nSeattle, WA 98101\\nUSA"
email = "claims@harborhome.example"
capacity = "owner"
signatory = "R. Doe, claims"

[loss]
type = "damaged"
description = "The cartons arrived crushed."
amount = "120.00 USD"
"""
"""What a person wrote of each case, the sound ones and the hurt ones."""
_INVOICE, _PHOTO, _LIST = "supplier invoice.pdf", "IMG_4000.jpg", "packing list.xlsx"


@dataclass(frozen=True)
class Place:
    """Where one case and its bundles are."""

    case: Path
    out: Path
    """The folder that will hold its bundles."""


class Keep(Protocol):
    """An object store as a bench sees it, which can be made to refuse."""

    def put(self, key: str, content: bytes) -> None:
        """Write an object."""

    def drop(self, prefix: str) -> None:
        """Take away all objects whose keys begin so."""

    def refuse(self, methods: str, way: str, answer: str) -> None:
        """Let requests of these methods whose way holds these words be answered so: `403`, `503` or `broken off`."""


@dataclass(frozen=True)
class Afar:
    """What stands for a hurt in an object store, which knows neither links nor pipes nor modes."""

    what: str
    do: Callable[[Keep, str], None]
    """Hurts the sound case of a name in the store, whose cases are below `cases/` and whose bundles go below `out/`."""
    told: tuple[str, ...]


@dataclass(frozen=True)
class Hurt:
    """One way to hurt a case."""

    what: str
    do: Callable[[Place], None]
    told: tuple[str, ...]
    """Words that one finding about the case must hold, all of them."""
    when: Literal["before", "output", "later"] = "before"
    """Once before all runs; before each run, on its output; or while a run is under way."""
    afar: Afar | None = None
    """Where a store cannot have it as it is here."""


def _halved(name: str) -> Callable[[Place], None]:
    def do(place: Place) -> None:
        file = place.case / name
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    return do


def _holds(name: str, content: bytes) -> Callable[[Place], None]:
    def do(place: Place) -> None:
        (place.case / name).write_bytes(content)

    return do


def _says(*lines: str, instead: str = "") -> Callable[[Place], None]:
    """Change what a person wrote: more lines at its end, or the whole of it."""

    def do(place: Place) -> None:
        text = instead or CASE_FILE + "\n".join(["", *lines, ""])
        (place.case / "case.toml").write_bytes(text.encode("latin-1"))

    return do


def _locked_invoice(place: Place) -> None:
    import pikepdf

    file = place.case / _INVOICE
    with pikepdf.open(io.BytesIO(file.read_bytes())) as document:
        document.save(file, encryption=pikepdf.Encryption(owner="nobody", user="knows"))


def _huge_picture(place: Place) -> None:
    """Write the head of a PNG of 60,000 times 60,000 pixels, and a little of its content."""
    import struct
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 << 20), 9)
    (place.case / "huge.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def _bomb(place: Place) -> None:
    with zipfile.ZipFile(place.case / "more.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(24):
            archive.writestr(f"{number}.txt", bytes(64 << 20))


def _cut_archive(place: Place) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("invoice.txt", "Invoice No. INV-1" * 100)
    (place.case / "more.zip").write_bytes(kept.getvalue()[:-40])


def _laughing_workbook(place: Place) -> None:
    """Put entities that grow without end into the sheet of a workbook."""
    file = place.case / _LIST
    with zipfile.ZipFile(file) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    grows = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{grows}]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
    with zipfile.ZipFile(file, "w") as new:
        for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet.encode()}).items():
            new.writestr(name, content)


def _unreadable_folder(place: Place) -> None:
    place.case.chmod(0)


def _unreadable_photo(place: Place) -> None:
    (place.case / _PHOTO).chmod(0)


def _dead_link(place: Place) -> None:
    shutil.rmtree(place.case)
    place.case.symlink_to(place.case.parent / "moved away")


def _link_outside(place: Place) -> None:
    secret = place.case.parent.parent / "secret.pdf"
    shutil.copyfile(place.case / _INVOICE, secret)
    (place.case / "invoice of another case.pdf").symlink_to(secret)


def _pipe(place: Place) -> None:
    os.mkfifo(place.case / "photo.jpg")


def _emptied(place: Place) -> None:
    shutil.rmtree(place.case)
    place.case.mkdir()


def _gone(place: Place) -> None:
    shutil.rmtree(place.case)


def _read_only_output(place: Place) -> None:
    place.out.mkdir(parents=True)
    place.out.chmod(0o555)


def _file_as_output(place: Place) -> None:
    place.out.parent.mkdir(parents=True, exist_ok=True)
    place.out.write_text("not a folder", encoding="utf-8")


def _refused(methods: str, way: str, answer: str = "403") -> Callable[[Keep, str], None]:
    return lambda keep, name: keep.refuse(methods, way.format(name), answer)


def _key(inside: str) -> Callable[[Keep, str], None]:
    return lambda keep, name: keep.put(f"cases/{name}/{inside}", b"PACKING LIST")


def _mark_alone(keep: Keep, name: str) -> None:
    keep.drop(f"cases/{name}/")
    keep.put(f"cases/{name}/", b"")


HURTS = (
    Hurt("the invoice is cut off in the middle", _halved(_INVOICE), (_INVOICE,)),
    Hurt("the invoice has no bytes", _holds(_INVOICE, b""), (_INVOICE, "empty")),
    Hurt("the invoice is locked with a password that nobody wrote down", _locked_invoice, (_INVOICE, "password")),
    Hurt("the invoice is a program", _holds(_INVOICE, b"MZ" + bytes(200)), (_INVOICE,)),
    Hurt("a photo is cut off", _halved(_PHOTO), (_PHOTO,)),
    Hurt("a HEIC photo is cut off", _halved("IMG_4001.HEIC"), ("IMG_4001.HEIC: ",)),
    Hurt("a picture has 3,600 million pixels", _huge_picture, ("huge.png",)),
    Hurt("the workbook is cut off", _halved(_LIST), (_LIST,)),
    Hurt("the workbook's entities grow without end", _laughing_workbook, (_LIST,)),
    Hurt("an archive unpacks to 1.5 GB", _bomb, ("more.zip",)),
    Hurt("an archive is cut off", _cut_archive, ("more.zip",)),
    Hurt("a named pipe stands among the photos", _pipe, ("photo.jpg", "neither a file"), afar=Afar("a key that no file may have", _key("photo?.jpg"), ("photo?.jpg", "no file may have"))),
    Hurt("a link leads out of the case", _link_outside, ("invoice of another case.pdf", "link"), afar=Afar("a key leads out of the case", _key("x/../../../up.txt"), ("up.txt", "no file may have"))),
    Hurt("a photo may not be read", _unreadable_photo, (_PHOTO, "cannot be read"), afar=Afar("a photo may not be read", _refused("GET", "/cases/{}/IMG_4000"), (_PHOTO, "cannot be fetched"))),
    Hurt("a key of case.toml has a typing slip", _says("[consignment]", 'carier = "UPS"'), ("carier", "carrier")),
    Hurt("case.toml is no TOML", _says(instead='recipients = ["generic"\n'), ("case.toml", "not valid TOML")),
    Hurt("case.toml names a day that there is not", _says("[events]", "delivery_date = 2026-02-30"), ("case.toml",)),
    Hurt("case.toml is not UTF-8", _says("[consignment]", 'carrier = "Colis Privé"'), ("case.toml", "UTF-8")),
    Hurt("case.toml names a recipient that there is not", _says(instead='recipients = ["genericc"]\n'), ("genericc",)),
    Hurt("the case folder may not be read", _unreadable_folder, ("cannot be read",), afar=Afar("the case may not be listed", _refused("GET", "prefix=cases/{}/"), ("cannot be listed",))),
    Hurt("the case folder is a link that leads nowhere", _dead_link, ("link", "nowhere"), afar=Afar("a file breaks off each time that it is fetched", _refused("GET", "/cases/{}/label", "broken off"), ("label.png", "cannot be fetched"))),
    Hurt("the case folder is empty", _emptied, ("empty",), afar=Afar("the case is empty but for the mark of a folder", _mark_alone, ("empty",))),
    Hurt("the case's output may not be written", _read_only_output, ("cannot be written",), when="output", afar=Afar("the case's output may not be written", _refused("PUT", "/out/{}/"), ("cannot be written",))),
    Hurt("a file stands where the case's output belongs", _file_as_output, ("cannot be written",), when="output", afar=Afar("the store takes nothing more of the case", _refused("PUT", "/out/{}/", "503"), ("cannot be written", "7 times"))),
    Hurt("the case folder goes away while the batch runs", _gone, ("does not exist",), when="later", afar=Afar("the case goes away while the batch runs", lambda keep, name: keep.drop(f"cases/{name}/"), ("does not exist",))),
)  # fmt: skip
