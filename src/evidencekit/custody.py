"""Custody: what was done to each file, with what, and under which circumstances; no time of day stands in it."""

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from evidencekit.model.bundle import PlacedExhibit
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Reading
from evidencekit.model.finding import Finding
from evidencekit.model.money import Money
from evidencekit.resources import Library

_TOOLS = (
    "babel", "defusedxml", "docxtpl", "font-roboto", "jinja2", "lxml", "office2pdf-python", "onnxruntime", "openpyxl",
    "pi-heif", "pikepdf", "pillow", "pyhanko", "pylibmagic", "pypdf", "pypdfium2", "python-docx", "python-oxmsg",
    "rapidocr", "reportlab", "zxing-cpp",
)  # fmt: skip
"""The packages whose version may change what a file says or how a page looks."""
_INSTALLED = re.compile(r"(.+)-([^-]+)\.dist-info")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Under which a bundle was made: all that it depends on beside the evidence, `case.toml` and the date."""

    recipients: tuple[str, ...] = ()
    """Of all bundles of the same call: each knows of the others."""
    engine: str = "auto"
    draft: bool = False
    lang: str = ""
    """The letters' language as a person wished; empty: the recipient's own."""
    recognizer: str | None = None
    """The one that read pictures; None where none did."""
    library: Library | None = None
    set_aside: tuple[Finding, ...] = ()
    """What was said of files that were not taken in."""


UNKNOWN = Circumstances()
"""Those of a bundle that was put together by hand."""


def account_of(circumstances: Circumstances) -> dict[str, Any]:
    """Return the circumstances as the manifest has them."""
    return {
        "made_with": {"python": platform.python_version(), "packages": tool_versions()},
        "settings": {
            "recipients": list(circumstances.recipients),
            "engine": circumstances.engine,
            "draft": circumstances.draft,
            "lang": circumstances.lang,
            "ocr": circumstances.recognizer,
        },
        "data": {"sha256": library_digest(circumstances.library) if circumstances.library else None},
        "set_aside": [
            {"path": f.subject, "code": f.code, "message": f.message} for f in circumstances.set_aside
        ],
    }


def events_of(
    exhibit: Exhibit, placed: PlacedExhibit | None, *, kept: str | None
) -> Iterator[dict[str, Any]]:
    """Give what happened to one file, in its order."""
    source = exhibit.source
    if source.container is None:
        yield {"event": "arrived", "bytes": source.size}
    else:
        yield {"event": "unpacked", "from": source.container, "bytes": source.size}
    yield {"event": "hashed", "sha256": source.sha256}
    yield {"event": "identified", "media_type": source.media_type}
    yield {"event": "read", "by": _read_by(exhibit.reading), "facts": len(exhibit.facts)}
    if placed is None:
        yield {"event": "left out", "because": exhibit.left_out}
    else:
        yield {"event": "converted", "by": placed.paged.converter, "treatment": placed.paged.treatment}
        if placed.paged.altered:
            yield {"event": "redacted", "as": "case.toml says"}
        yield {
            "event": "placed", "label": exhibit.label,
            "first_page": placed.first_page, "last_page": placed.last_page,
        }  # fmt: skip
    if kept is not None:
        yield {"event": "copied", "to": kept}
        yield {"event": "hashed again", "sha256": source.sha256}


def _read_by(reading: Reading) -> list[str]:
    ways = {f.read_by.value for f in reading.facts}
    if any(reading.text):
        ways.add(reading.text_read_by.value)
    if reading.barcodes:
        ways.add("barcode")
    if reading.seen:
        ways.add("ocr")
    return sorted(ways)


@lru_cache(maxsize=1)
def tool_versions() -> dict[str, str]:
    """Return the versions of the packages that read and draw, by the names of their folders: asking each one takes longer."""
    wanted = {_plain(name): name for name in _TOOLS}
    found: dict[str, str] = {}
    for folder in map(Path, sys.path):
        try:
            entries = os.listdir(folder)  # noqa: PTH208 - names alone
        except OSError:
            continue
        for entry in entries:
            match = _INSTALLED.fullmatch(entry)
            if match and _plain(match[1]) in wanted:
                found.setdefault(wanted[_plain(match[1])], match[2])
    return dict(sorted(found.items()))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def library_digest(library: Library) -> str:
    """Return one digest of all profiles, regimes, templates and other data that a run could look into."""
    return _data_digest(library.states())


@lru_cache(maxsize=4)
def _data_digest(files: tuple[tuple[str, str, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for inside, where, _, _ in files:
        path = Path(where)
        if path.name.startswith((".", "~$")) or "__pycache__" in path.parts:
            continue
        digest.update(
            f"{inside}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode("utf-8", "replace")
        )
    return digest.hexdigest()


def case_text(case: Case) -> str | None:
    """Return `case.toml` as it may travel: what it says, without its secrets and comments; None where there is none."""
    if not case.described:
        return None
    said = case.file.model_dump(exclude_unset=True, exclude={"secrets"})
    head = (
        "# What was written about this case when the bundle was made; passwords and comments were left out.\n"
    )
    return head + "".join(f"{line}\n" for line in _table(said, ()))


def _table(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    values = {k: v for k, v in table.items() if v is not None}
    for key, value in values.items():
        if not isinstance(value, dict) and not _rows(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in values.items():
        place = (*path, _key(key))
        if isinstance(value, dict):
            yield from ("", f"[{'.'.join(place)}]", *_table(value, place))
        elif _rows(value):
            for row in value:
                yield from ("", f"[[{'.'.join(place)}]]", *_table(row, place))


def _rows(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(v, dict) for v in value)


def _key(key: Any) -> str:
    plain = key.value if isinstance(key, Enum) else str(key)
    return plain if re.fullmatch(r"[A-Za-z0-9_-]+", plain) else _value(plain)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return _value(value.value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _value(format(value, "f"))
    if isinstance(value, Money):
        return _value(f"{value.amount:f} {value.currency}")
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'
