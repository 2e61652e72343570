"""Parts of a DOCX without what would run, load or ask when somebody opens it: fields by a list of harmless ones, addresses by where they lead.

Word puts the instruction of a field together from any number of runs, and XML lets a name be written in numbers, so that
nothing is judged by its bytes: these only say that a part has nothing to be judged.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

CLICKED = ("http://", "https://", "mailto:", "tel:")
"""Beginnings of addresses that a link may lead to when a reader clicks it."""

_HARMLESS = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "REF", "PAGEREF", "NOTEREF",
    "STYLEREF", "TOC", "TC", "XE", "INDEX", "SEQ", "LISTNUM", "MERGEFIELD", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "TITLE", "SUBJECT", "AUTHOR",
    "KEYWORDS", "COMMENTS", "LASTSAVEDBY", "REVNUM", "NUMWORDS", "NUMCHARS", "FILENAME", "DOCPROPERTY", "SYMBOL", "EQ", "ADVANCE", "SHAPE",
})  # fmt: skip
"""Fields that count, repeat or date what is in the document itself (ECMA-376, part 1, 17.16.5)."""
_LOADS = re.compile(r"DDE|INCLUDE|IMPORT|DATABASE|AUTOTEXT|MACROBUTTON|LINK|\bRD\b", re.IGNORECASE)
"""Never in the instruction of a harmless field, wherever it stands: what one program skips, another reads."""
_SWITCHES = r"(?:\s+\\[a-z](?:\s+(?:\"[^\"\\]*\"|[^\s\"\\]+))?|\s+\\\*\s+\w+)*\s*"
_LEADS = re.compile(
    r"\s*HYPERLINK(?:\s+\\[a-z])*\s+\"?(?:https?://|mailto:|tel:)[^\"\s]*\"?" + _SWITCHES, re.IGNORECASE
)
_LEADS_INSIDE = re.compile(
    r"\s*HYPERLINK(?:\s+\\[nt])*\s+\\l\s+(?:\"[^\"\\]*\"|[^\s\"\\]+)" + _SWITCHES, re.IGNORECASE
)
_OUTSIDE = re.compile(r"\s*(?:(?!data:)[a-z][a-z0-9+.-]*:|[/\\])", re.IGNORECASE)
_TO_JUDGE = (
    b"nstrText",
    b"fldChar",
    b"fldSimple",
    b"mailMerge",
    b"altChunk",
    b"OLEObject",
    b"embeddedHtml",
    b"<!DOCTYPE",
)
_ADDRESSED = re.compile(rb"(?:src|href)\s*=")
_OTHERWISE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0\0<", b"\x4c\x6f\xa7\x94")
"""How UTF-16, UTF-32 and EBCDIC begin."""
_ENCODED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_LOADED = frozenset({"imagedata", "fill", "stroke", "image", "feImage", "use", "script", "link", "pattern"})
"""Elements of drawings whose address is a picture to be loaded, not one to be clicked."""
_POINTERS = frozenset(
    {"attachedTemplate", "subDoc", "altChunk", "dataSource", "headerSource", "src", "sourceFileName"}
)
_RELATING = re.compile(r"\{[^}]*/relationships\}\w+|r:\w+|\{[^}]*\}(?:relid|pict|href)")
"""Attributes that name a relationship, also where nothing declares their prefix."""


def parsed(blob: bytes) -> tuple[Any, bool]:
    """Return the root of a part, and whether the part is whole; of a broken one, as much as can be read, and None where that is nothing."""
    from lxml import etree

    # Without a document type there are no entities that could grow.
    large = not hides_its_bytes(blob) and b"<!DOCTYPE" not in blob
    safely = {"resolve_entities": False, "no_network": True, "huge_tree": large}
    with suppress(etree.XMLSyntaxError):
        return etree.fromstring(blob, etree.XMLParser(**safely)), True
    root = None
    with suppress(etree.XMLSyntaxError):
        root = etree.fromstring(blob, etree.XMLParser(recover=True, **safely))
    for each in root.iter("*") if root is not None else ():
        each.tag = (
            each.tag.rpartition(":")[2] if each.tag[0] != "{" else each.tag
        )  # of a prefix that nothing declares
    return root, False


def written(root: Any) -> bytes:
    """Return a part as UTF-8, without what stood before its root."""
    from lxml import etree

    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def is_xml(blob: bytes) -> bool:
    """Say whether a part is XML, whatever it is called."""
    return blob[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or hides_its_bytes(blob)


def hides_its_bytes(blob: bytes) -> bool:
    """Say whether a part is XML in another encoding than UTF-8, in which no word can be looked for."""
    return blob.startswith(_OTHERWISE) or _ENCODED.match(blob[:200]) is not None


def harmless(blob: bytes, gone: Collection[str] = ()) -> bytes:
    """Return a part without fields that run or load, without addresses to load from, and without what points to relationships that are `gone`."""
    other = hides_its_bytes(blob)
    if not other and not gone and not is_to_be_judged(blob):
        return blob
    root, whole = parsed(blob)
    if root is None:
        return blob if blob.startswith(_OTHERWISE) else b"<none/>"  # a picture may begin as UTF-16 does
    changed = make_harmless(root, gone)
    return written(root) if changed or other or not whole or b"<!DOCTYPE" in blob else blob


def make_harmless(root: Any, gone: Collection[str] = ()) -> bool:
    """Do that to a part that is parsed; say whether anything was taken out."""
    return _made_harmless(root, gone).taken > 0


def struck(blob: bytes) -> tuple[str, ...]:
    """Return the instructions of the fields that a part does not keep."""
    root = parsed(blob)[0] if is_xml(blob) else None
    return tuple(_made_harmless(root, ()).struck) if root is not None else ()


def _made_harmless(root: Any, gone: Collection[str]) -> "_Count":
    from lxml import etree

    count = _Count()
    for each in list(root.iter(etree.Entity)):
        _take_out(each, count)
    for each in list(root.iter("{*}mailMerge", "{*}altChunk")):
        _take_out(each, count)
    for each in list(root.iter("{*}OLEObject")):
        if each.get("Type") == "Link":
            _take_out(each, count)
    _without_addresses(root, gone, count)
    _without_fields(root, count)
    return count


def is_to_be_judged(blob: bytes) -> bool:
    """Say whether a part in UTF-8 has a field, an address or anything else to be judged; names of elements cannot be written in numbers."""
    return any(word in blob for word in _TO_JUDGE) or (
        (b"src" in blob or b"href" in blob) and _ADDRESSED.search(blob) is not None
    )


@dataclass(slots=True)
class _Count:
    taken: int = 0
    struck: list[str] = field(default_factory=list)


def _take_out(element: Any, count: _Count) -> None:
    """Remove an element, but not the text that follows it."""
    above = element.getparent()
    if above is None:
        return
    count.taken += 1
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            above.text = (above.text or "") + element.tail
    above.remove(element)


def _local(name: Any) -> str:
    return name.rpartition("}")[2].rpartition(":")[2] if isinstance(name, str) else ""


def _without_addresses(root: Any, gone: Collection[str], count: _Count) -> None:
    names = (
        "local-name()='src' or local-name()='href' or local-name()='althref' or local-name()='embeddedHtml'"
    )
    for element in root.xpath(f"//*[@*[{names}]]"):
        for key, value in list(element.attrib.items()):
            local = _local(key)
            if local not in {"src", "href", "althref", "embeddedHtml"}:
                continue
            clicked = (
                local == "href" and _local(element.tag) not in _LOADED and value.lower().startswith(CLICKED)
            )
            if local == "embeddedHtml" or (_OUTSIDE.match(value) and not clicked):
                del element.attrib[key]
                count.taken += 1
    if not gone:
        return
    for element in list(root.iter("*")):
        for key, value in list(element.attrib.items()):
            if value in gone and _RELATING.fullmatch(key):
                if _local(element.tag) in _POINTERS:
                    _take_out(element, count)
                    break
                del element.attrib[key]
                count.taken += 1


@dataclass(slots=True)
class _Field:
    """A field that is open: its marks, what stands in its instruction, and whether it shows its result by now."""

    marks: list[Any]
    code: list[Any] = field(default_factory=list)
    text: str = ""
    nested: bool = False
    shows: bool = False
    bad: bool = False


@dataclass(slots=True)
class _Fields:
    """The fields of a part that are made of marks and runs, in the order of the text; one may stand within another."""

    count: _Count
    bad: list[_Field] = field(default_factory=list)
    _open: list[_Field] = field(default_factory=list)

    def read(self, root: Any) -> None:
        """Judge all of them."""
        for element in root.iter("{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}t", "{*}delText"):
            inner = self._open[-1] if self._open else None
            for each in self._open:
                if not each.shows and not (each is inner and _local(element.tag) == "fldChar"):
                    each.code.append(element)
            if _local(element.tag) == "fldChar":
                self._mark(element)
            elif inner is not None and not inner.shows:
                inner.text += "".join(element.itertext())
            elif "nstrText" in element.tag:
                # An instruction where there can be none.
                self.count.taken += bool(element.text)
                element.text = ""
        while self._open:
            self._close()

    def _mark(self, mark: Any) -> None:
        kinds = {v for k, v in mark.attrib.items() if _local(k) == "fldCharType"}
        if "begin" in kinds:
            if self._open and not self._open[-1].shows:
                self._open[-1].code.append(mark)
                self._open[-1].nested = True
            self._open.append(_Field([mark]))
        elif self._open:
            self._open[-1].marks.append(mark)
            if "end" in kinds:
                self._close()
            elif "separate" in kinds:
                self._open[-1].shows = True

    def _close(self) -> None:
        """Judge the innermost; what stands in the instruction of another must be harmless, or the other is not."""
        it = self._open.pop()
        if it.bad or not _is_harmless(it.text, nested=it.nested):
            self.bad.append(it)
            if self._open and not self._open[-1].shows:
                self._open[-1].bad = True


def _without_fields(root: Any, count: _Count) -> None:
    for simple in list(root.iter("{*}fldSimple")):
        instructions = [v for k, v in simple.attrib.items() if _local(k) == "instr"]
        if not all(_is_harmless(each, nested=False) for each in instructions):
            count.struck += instructions
            _unwrap(simple, count)
    fields = _Fields(count)
    fields.read(root)
    for each in fields.bad:
        count.struck.append(each.text)
        for part in (*each.marks, *each.code):
            _take_out(part, count)


def _is_harmless(instruction: str, *, nested: bool) -> bool:
    """Say whether an instruction only counts, repeats or dates, or is a link to click."""
    words = instruction.split(None, 1)
    if not words:
        return not nested
    name = words[0].upper()
    if name == "HYPERLINK":
        return not nested and bool(_LEADS.fullmatch(instruction) or _LEADS_INSIDE.fullmatch(instruction))
    if _LOADS.search(instruction):
        return False
    return name in _HARMLESS or name.startswith("=")


def _unwrap(simple: Any, count: _Count) -> None:
    """Leave of a field what it shows."""
    above = simple.getparent()
    if above is None:
        return
    count.taken += 1
    place = above.index(simple)
    for child in reversed(list(simple)):
        if _local(child.tag) != "fldData":
            above.insert(place, child)
    _take_out(simple, count)
