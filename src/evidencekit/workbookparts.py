"""What a workbook (XLSX) holds besides the values of its cells: what is hidden, and pictures, comments and texts that lie on its sheets."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOOKED_AT = 100_000_000
"""Bytes of one part."""
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CONCEALED = re.compile(rb"""\bhidden=["'](?:1|true)["']|\b(?:ht|width)=["']0(?:\.0*)?["']""")
_NUMBER = re.compile(rb"""\b(r|min|max)=["'](\d{1,7})["']""")
_MEDIA = "xl/media/"
_THREADED = "[Threaded comment]"
"""How the older form of a comment begins that stands in a newer form as well."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What of one sheet is hidden, counted from 1."""

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()
    """From the first to the last."""

    def column(self, number: int) -> bool:
        """Say whether a column is hidden."""
        return any(first <= number <= last for first, last in self.columns)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on a cell."""

    row: int
    column: int
    cell: str
    """As the program names it, such as `B7`."""
    text: str


class Workbook:
    """The parts of an open XLSX. What is broken or lacking counts as not there: who reads the cells says what is wrong with it."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = frozenset(package.namelist())

    @cached_property
    def sheets(self) -> dict[str, "Sheet"]:
        """The sheets by their titles, in their order."""
        main = next(
            (n for n in self._leads("").values() if n.endswith((".xml",)) and "workbook" in n),
            "xl/workbook.xml",
        )
        root = self.parsed(main)
        leads = self._leads(main)
        found: dict[str, Sheet] = {}
        for each in () if root is None else root.iter("{*}sheet"):
            reference = next((v for k, v in each.items() if k.endswith("}id")), "")
            title, state = each.get("name", ""), each.get("state", "visible")
            found[title] = Sheet(self, title, leads.get(reference, ""), state == "visible")
        return found

    def raw(self, name: str) -> bytes:
        """Return the beginning of a part; nothing where it is lacking or broken."""
        if name not in self._names:
            return b""
        try:
            with self._package.open(name) as part:
                return part.read(_LOOKED_AT)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
            return b""

    def parsed(self, name: str) -> Any:
        """Return a part as XML, or None."""
        from lxml import etree

        try:
            return etree.fromstring(self.raw(name), etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, ValueError):
            return None

    def related(self, name: str) -> Iterator[tuple[str, str]]:
        """Give the last word of the kind, and the name, of each part to which a part leads."""
        for each in self._relations(name):
            yield each.get("Type", "").rpartition("/")[2], _target(name, each)

    def _leads(self, name: str) -> dict[str, str]:
        return {each.get("Id", ""): _target(name, each) for each in self._relations(name)}

    def _relations(self, name: str) -> list[Any]:
        folder, _, last = name.rpartition("/")
        root = self.parsed(posixpath.join(folder, "_rels", f"{last}.rels"))
        elements = [] if root is None else list(root.iter("{*}Relationship"))
        return [e for e in elements if e.get("TargetMode") != "External"]

    def pictures(self) -> Iterator[tuple[str, str]]:
        """Give the name of each picture's part, and the title of the sheet that shows it; those that only hidden sheets show are left out."""
        shown: dict[str, str] = {}
        concealed = set[str]()
        for sheet in self.sheets.values():
            for part in sheet.pictures():
                if sheet.shown:
                    shown.setdefault(part, sheet.title)
                else:
                    concealed.add(part)
        for part in sorted(n for n in self._names if n.startswith(_MEDIA) and n != _MEDIA):
            if part in shown or part not in concealed:
                yield part, shown.get(part, "")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    book: Workbook
    title: str
    part: str
    shown: bool

    def hidden(self) -> Hidden:
        """Say which rows and columns are hidden."""
        raw = self.book.raw(self.part)
        columns, rows, row = list[tuple[int, int]](), set[int](), 0
        for found in _COLUMN.finditer(raw, 0, max(0, raw.find(b"sheetData"))):
            if _CONCEALED.search(found[1]):
                said = {k: int(v) for k, v in _NUMBER.findall(found[1])}
                columns.append((said.get(b"min", 0), said.get(b"max", 0)))
        for found in _ROW.finditer(raw):
            row = next((int(v) for k, v in _NUMBER.findall(found[1]) if k == b"r"), row + 1)
            if _CONCEALED.search(found[1]):
                rows.add(row)
        return Hidden(frozenset(rows), tuple(columns))

    def pictures(self) -> Iterator[str]:
        """Give the parts of the pictures on it, behind it, and at the head and foot of its pages."""
        for kind, part in self._near():
            if kind == "image":
                yield part
            elif kind in {"drawing", "vmlDrawing"}:
                yield from (name for what, name in self.book.related(part) if what == "image")

    def charts(self) -> int:
        """Count the charts on it; a sheet that is a chart is one."""
        drawings = [part for kind, part in self._near() if kind == "drawing"]
        return sum(kind in {"chart", "chartEx"} for part in drawings for kind, _ in self.book.related(part))

    def texts(self) -> tuple[str, ...]:
        """Return the texts of the boxes and shapes on it."""
        found = list[str]()
        for part in (part for kind, part in self._near() if kind == "drawing"):
            root = self.book.parsed(part)
            for body in () if root is None else root.iter("{*}txBody"):
                lines = ["".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p")]
                found += ["\n".join(lines).strip()] if any(line.strip() for line in lines) else []
        return tuple(found)

    def remarks(self) -> tuple[Remark, ...]:
        """Return the comments on its cells, by row and column."""
        found = list[Remark]()
        for kind, part in self._near():
            root = self.book.parsed(part) if kind in {"comments", "threadedComment"} else None
            what = "{*}comment" if kind == "comments" else "{*}threadedComment"
            for each in () if root is None else root.iter(what):
                text = "".join(t.text or "" for t in each.iter("{*}t", "{*}text")).strip()
                place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", each.get("ref", ""))
                if place and text and not text.startswith(_THREADED):
                    found.append(Remark(int(place[2]), column_number(place[1]), place[0], text))
        return tuple(sorted(found, key=lambda r: (r.row, r.column)))

    def _near(self) -> list[tuple[str, str]]:
        return list(self.book.related(self.part)) if self.part else []


def _target(name: str, relation: Any) -> str:
    said = relation.get("Target", "")
    folder = name.rpartition("/")[0]
    return posixpath.normpath(said.lstrip("/") if said.startswith("/") else posixpath.join(folder, said))


def column_number(letters: str) -> int:
    """Return the number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column by its number, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
