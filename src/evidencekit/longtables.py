"""Very long tables for the engine that comes along: it keeps a megabyte for each row that it sees at once, so it sees a few at a time.

The pages are those that it would make of the whole: a piece begins where a page of the piece before it begins, and what that page
had is laid out anew. Heading rows stand at the top of every piece as they stand on every page; headers and footers, with their page
numbers, come from one document of as many empty pages.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from evidencekit.errors import ConversionError
from evidencekit.wordfile import link

LONG = 600
"""Rows of a table; a shorter one is laid out whole."""
PIECE = 200
"""Rows of a piece."""
MOST_WHOLE = 3_000
"""Rows of a document that cannot be cut: more take more memory than a process may have."""
MOST = 6_000
"""Rows of a document, in pieces: some 350 pages, a minute and three gigabytes."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BODY = "word/document.xml"
_MARK = "https://evidence.invalid/row/"
"""Where links on the words of rows lead while pieces are laid out: by them it is seen on which page a row came to stand."""
_IN_TABLES = frozenset(
    _W + name for name in ("tblPr", "tblGrid", "tblPrEx", "bookmarkStart", "bookmarkEnd", "proofErr")
)
_COUNTING = frozenset(
    _W + name for name in ("footnoteReference", "endnoteReference", "altChunk", "commentReference")
)

LayOut = Callable[[Mapping[str, bytes]], bytes]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a piece is made of: a row of a long table, or anything else as a whole."""

    element: Any
    table: Any = None
    """The long table of a row, without its rows."""
    heads: tuple[Any, ...] = ()
    """The rows that stand at its top on every page."""

    @property
    def opens(self) -> bool:
        """Whether a page may begin here: not in the midst of cells that are merged downwards."""
        if self.table is None:
            return False
        merged = self.element.iterfind(f"{_W}tc/{_W}tcPr/{_W}vMerge")
        return all(m.get(_W + "val") == "restart" for m in merged)


def rows_of(parts: Mapping[str, bytes]) -> int:
    """Count the rows of all tables in the body of a DOCX."""
    return rows_in(parts.get(_BODY, b"").decode("utf-8", "replace"))


def rows_in(xml: str) -> int:
    """Count the rows of all tables in a part of a DOCX, or a piece of one."""
    return xml.count("<w:tr>") + xml.count("<w:tr ")


def in_pieces(parts: Mapping[str, bytes], name: str, lay_out: LayOut) -> bytes | None:
    """Return the PDF of a DOCX with very long tables; None where it has none, so that it is laid out whole.

    Raises `ConversionError` with `name` where it has more rows than can be laid out.
    """
    rows = rows_of(parts)
    if rows <= LONG:
        return None
    if rows > MOST:
        raise ConversionError(
            f"{name} has tables of {rows:,} rows; at most {MOST:,} are laid out. Put like things together in one row, or let the list "
            "be a sheet of its own."
        )
    root = _parsed(parts[_BODY])
    made = None if root is None or _counts(root, parts) else _laid_out(root, parts, lay_out)
    if made is None and rows > MOST_WHOLE:
        raise ConversionError(
            f"{name} has tables of {rows:,} rows in a document that cannot be laid out piece by piece, as it has sections, notes or "
            f"numbered lists; at most {MOST_WHOLE:,} rows are."
        )
    return made


def _parsed(blob: bytes) -> Any:
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return etree.fromstring(blob, parser)
    except etree.XMLSyntaxError:
        return None  # the engine says it in its own words


def _counts(root: Any, parts: Mapping[str, bytes]) -> bool:
    """Say whether something in a document counts on over the pages beside the pages themselves."""
    if len(list(root.iter(_W + "sectPr"))) != 1 or next(root.iter(*_COUNTING), None) is not None:
        return True
    if root.find(f"{_W}body/{_W}sectPr") is None:
        return True  # the pages that end with a paragraph are a section of their own
    used = {str(n.get(_W + "val")) for n in root.iter(_W + "numId")}
    styles = _parsed(parts.get("word/styles.xml", b"<none/>"))
    named = {p.get(_W + "val") for p in root.iter(_W + "pStyle")}
    for style in styles.iter(_W + "style") if styles is not None else ():
        if style.get(_W + "styleId") in named:
            used |= {str(n.get(_W + "val")) for n in style.iter(_W + "numId")}
    numbering = _parsed(parts.get("word/numbering.xml", b"<none/>"))
    if not used or numbering is None:
        return False
    lists = {a.get(_W + "abstractNumId"): a for a in numbering.iter(_W + "abstractNum")}
    for number in numbering.iter(_W + "num"):
        kind = number.find(_W + "abstractNumId")
        known = lists.get(kind.get(_W + "val")) if kind is not None else None
        if number.get(_W + "numId") in used and known is not None:
            forms = {f.get(_W + "val") for f in known.iter(_W + "numFmt")}
            if forms - {"bullet", "none"}:
                return True
    return False


def _units(body: Any) -> Iterator[_Unit]:
    for block in body:
        rows = block.findall(_W + "tr") if block.tag == _W + "tbl" else []
        plain = all(child.tag == _W + "tr" or child.tag in _IN_TABLES for child in block)
        if len(rows) <= LONG or not plain:
            if block.tag != _W + "sectPr":
                yield _Unit(block)
            continue
        heads = list(takewhile(_is_heading, rows))
        if len(heads) == len(rows):
            heads = []  # of a table that is nothing else, they stand above nothing
        rows = rows[len(heads) :]
        table = block.makeelement(block.tag, dict(block.attrib))
        table.extend(deepcopy([c for c in block if c.tag in (_W + "tblPr", _W + "tblGrid")]))
        for row in rows:
            yield _Unit(row, table, tuple(heads))


def _is_heading(row: Any) -> bool:
    mark = row.find(f"{_W}trPr/{_W}tblHeader")
    return mark is not None and mark.get(_W + "val") not in {"0", "false", "off"}


def _laid_out(root: Any, parts: Mapping[str, bytes], lay_out: LayOut) -> bytes | None:
    """Lay a document out piece by piece; None where no page of a piece begins with a row."""
    import pikepdf

    body = root.find(_W + "body")
    units = list(_units(body))
    if all(u.table is None for u in units):
        return None
    section = deepcopy(body.find(_W + "sectPr"))
    marks = [s for s in section if s.tag in (_W + "headerReference", _W + "footerReference")]
    bare = deepcopy(section)
    for mark in [s for s in bare if s.tag in (_W + "headerReference", _W + "footerReference")]:
        bare.remove(mark)
    at, size = 0, PIECE
    with ExitStack() as opened:
        made: Any = None
        while at < len(units):
            end = _end(units, at, size)
            piece = opened.enter_context(
                pikepdf.open(io.BytesIO(lay_out(_document(root, parts, units, range(at, end), bare))))
            )
            places = _places(piece)
            pages = len(piece.pages)
            if end < len(units):
                next_one, pages = _cut(units, range(at, end), places, pages)
                if not pages:
                    if size > MOST_WHOLE:
                        return None
                    size *= 2
                    continue
                at = next_one
            else:
                at = end
            if made is None:
                made = piece
                del made.pages[pages:]
            else:
                made.pages.extend(piece.pages[:pages])
        if marks:
            _print_marks(made, root, parts, section, lay_out)
        saved = io.BytesIO()
        made.save(saved, deterministic_id=True)
        return saved.getvalue()


def _end(units: Sequence[_Unit], at: int, size: int) -> int:
    """Return where a piece ends: after so many rows of long tables."""
    rows = 0
    for number in range(at, len(units)):
        rows += units[number].table is not None
        if rows == size:
            return number + 1
    return len(units)


def _document(
    root: Any, parts: Mapping[str, bytes], units: Sequence[_Unit], wanted: range, section: Any
) -> dict[str, bytes]:
    """Return a DOCX of some of the units, with a link on words of each row."""
    blocks: list[Any] = []
    targets: dict[str, str] = {}
    table = None
    for number in wanted:
        unit = units[number]
        if unit.table is None:
            blocks.append(deepcopy(unit.element))
            continue
        if unit.table is not table:
            blocks.append(deepcopy(unit.table))
            blocks[-1].extend(deepcopy(list(unit.heads)))
        row = deepcopy(unit.element)
        for run in _marked(row):
            key = f"row-{number}"
            targets[key] = f"{_MARK}{number}"
            around = run.makeelement(_W + "hyperlink", {_R + "id": key})
            run.getparent().replace(run, around)
            around.append(run)
        blocks[-1].append(row)
        table = unit.table
    return _filled(root, parts, [*blocks, section], targets)


def _filled(
    root: Any, parts: Mapping[str, bytes], blocks: Sequence[Any], targets: Mapping[str, str]
) -> dict[str, bytes]:
    from lxml import etree

    made = root.makeelement(root.tag, dict(root.attrib), nsmap=root.nsmap)
    for child in root:
        if child.tag != _W + "body":
            made.append(deepcopy(child))
            continue
        body = etree.SubElement(made, child.tag, dict(child.attrib))
        body.extend(deepcopy(list(blocks)))
    piece = dict(parts)
    piece[_BODY] = etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)
    if targets:
        link(piece, _BODY, targets)
    return piece


def _marked(row: Any) -> list[Any]:
    """Return the runs of a row that show on which pages it stands: its first words, or the first and last of each cell where it may break."""
    whole = row.find(f"{_W}trPr/{_W}cantSplit") is not None
    found: list[Any] = []
    for cell in row.iterfind(_W + "tc"):
        runs = [
            run
            for run in cell.iterfind(f"{_W}p/{_W}r")
            if any((t.text or "").strip() for t in run.iterfind(_W + "t"))
        ]
        if runs and whole:
            return runs[:1]
        found += runs if len(runs) < 3 else [runs[0], runs[-1]]
    return found


def _places(piece: Any) -> dict[int, set[int]]:
    """Return the pages, from 0, on which each row stands, and take the links away that say it."""
    import pikepdf

    found: dict[int, set[int]] = {}
    for number, page in enumerate(piece.pages):
        kept = []
        for annotation in page.obj.get("/Annots", []):
            address = str(annotation.get("/A", {}).get("/URI", ""))
            if address.startswith(_MARK):
                found.setdefault(int(address.removeprefix(_MARK)), set()).add(number)
            else:
                kept.append(annotation)
        if "/Annots" in page.obj:
            page.obj.Annots = pikepdf.Array(kept)
    return found


def _cut(
    units: Sequence[_Unit], wanted: range, places: Mapping[int, set[int]], pages: int
) -> tuple[int, int]:
    """Return the row with which the last page begins that begins with a row, and how many pages stand before it; 0 where none does."""
    for page in range(pages - 1, 0, -1):
        here = [n for n in wanted if page in places.get(n, ())]
        before = [n for n in wanted if page - 1 in places.get(n, ())]
        if here and before and max(before) == here[0] - 1 and units[here[0]].opens:
            return here[0], page
    return 0, 0


def _print_marks(made: Any, root: Any, parts: Mapping[str, bytes], section: Any, lay_out: LayOut) -> None:
    """Print headers and footers on pages that are made: they know of no page but those of one document."""
    import pikepdf

    count = len(made.pages)
    blocks = [_emptiness(root, last=number == count) for number in range(1, count + 1)] + [section]
    with pikepdf.open(io.BytesIO(lay_out(_filled(root, parts, blocks, {})))) as empty:
        if len(empty.pages) != count:
            raise ConversionError("The pages of a long table and their footers do not fit together.")
        for page, marks in zip(made.pages, empty.pages, strict=True):
            form = made.copy_foreign(marks.as_form_xobject())
            shown = page.add_resource(form, pikepdf.Name.XObject, name=pikepdf.Name("/Marks"))
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q q {shown} Do Q".encode())
            for annotation in marks.obj.get("/Annots", []):
                page.obj.setdefault("/Annots", pikepdf.Array([]))
                page.obj.Annots.append(made.copy_foreign(empty.make_indirect(annotation)))


def _emptiness(like: Any, *, last: bool) -> Any:
    """Make a paragraph that shows nothing and ends its page; one without any character would be left out."""
    paragraph, run = like.makeelement(_W + "p", {}), like.makeelement(_W + "r", {})
    text = like.makeelement(_W + "t", {})
    text.text = "\u00a0"
    run.append(text)
    if not last:
        run.append(like.makeelement(_W + "br", {_W + "type": "page"}))
    paragraph.append(run)
    return paragraph
