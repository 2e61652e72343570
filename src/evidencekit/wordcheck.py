"""Look whether every word of a DOCX is in the PDF that an engine made of it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidencekit.errors import ConversionError
from evidencekit.hiddenruns import without_hidden
from evidencekit.wordfile import read_parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# East Asian text has no spaces: each of its characters counts as a word.
_WORD = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]|[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {_W + "br": "\n", _W + "cr": "\n", _W + "tab": "\t", _W + "noBreakHyphen": "-"}
_BREAKS_AFTER = (_W + "p", _W + "tc")
_READ = (*_BREAKS, *_BREAKS_AFTER, *(_W + name for name in ("t", "fldSimple", "fldChar", "instrText")))
"""All that a walk has to meet."""
_COMPUTED = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|DATE|TIME|PRINTDATE|SAVEDATE|CREATEDATE)\b", re.IGNORECASE
)
_SHORTEST_PIECED = 4
"""A word this long may be found across a line break; a shorter one would be found anywhere."""


def missing_words(docx: Path, pdf: Path) -> tuple[str, ...]:
    """Return the words and signs of the DOCX that the PDF lacks, in their order, each as often as it is lacking."""
    laid_out, pages = pdf_text(pdf)
    written = _docx_text(docx, pages)
    have = Counter(_words(laid_out))
    lacking = []
    for word in _words(written):
        if have[word] > 0:
            have[word] -= 1
        else:
            lacking.append(word)
    if not lacking:
        return ()
    # A long word that had to be broken stands in the PDF in two pieces.
    run_on, source = _squeezed(laid_out), _squeezed(written)
    return tuple(w for w in lacking if len(w) < _SHORTEST_PIECED or run_on.count(w) < source.count(w))


def text_of(docx: Path) -> str:
    """Return all text of a DOCX once: headers, body, notes, footers. Raises `ConversionError` where it cannot be opened."""
    return text_in(without_hidden(read_parts(docx))[0])


def text_in(parts: Mapping[str, bytes]) -> str:
    """Return all text of the parts of a DOCX, once. Raises `ConversionError` where one is broken."""
    texts = [
        _part_text(parts[name], name)
        for printed in (r"header\d*", "document", r"(?:foot|end)notes", r"footer\d*")
        for name in sorted(parts)
        if re.fullmatch(rf"word/{printed}\.xml", name)
    ]
    return "\n".join(t.strip("\n") for t in texts if t.strip())


def struck_words(docx: Path) -> tuple[str, ...]:
    """Return the words that tracked changes strike out of a DOCX and that nobody has confirmed, in their order."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    found: list[str] = []
    for name, blob in sorted(without_hidden(read_parts(docx))[0].items()):
        if (
            re.fullmatch(r"word/(?:header\d*|document|(?:foot|end)notes|footer\d*)\.xml", name)
            and b":delText" in blob
        ):
            root: Any = etree.fromstring(blob, parser)
            for paragraph in root.iter(_W + "p"):
                found += _words("".join(t.text or "" for t in paragraph.iter(_W + "delText")))
    return tuple(found)


def words_of(pdf: Path) -> tuple[str, ...]:
    """Return the words and signs of a PDF in the order in which they stand in it."""
    return tuple(_words(pdf_text(pdf)[0]))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)
    found = [(m.start(), m[0]) for m in _WORD.finditer(plain)]
    found += [
        (i, c) for i, c in enumerate(plain) if unicodedata.category(c) in ("Sc", "So") and not _WORD.match(c)
    ]
    return [word for _, word in sorted(found)]


def _squeezed(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text)))


def pdf_text(pdf: Path) -> tuple[str, int]:
    """Return what stands on the pages of a PDF, and how many it has."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as reason:
        raise ConversionError(f"{pdf.name} is not a PDF ({reason}).") from reason
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            shown = text.get_text_range()
            # What lies beyond the edge of the page is not on it.
            inside = text.get_text_bounded()
            if len("".join(inside.split())) < len("".join(shown.split())):
                shown = inside
            # U+FFFE and U+0002 stand where the engine broke a word.
            pages.append(re.sub(r"[\ufffe\x02\u00ad]\s*", "-", shown))
            text.close()
            page.close()
        return "\n".join(pages), len(pages)
    finally:
        document.close()


def _docx_text(docx: Path, pages: int) -> str:
    """Return the text as it should stand on paper: a header or footer that all pages share once for each."""
    parts, _ = without_hidden(read_parts(docx))
    body = parts["word/document.xml"]
    once = any(mark in body for mark in (b"<w:titlePg", b"evenAndOdd")) or body.count(b"<w:sectPr") > 1
    texts = [_part_text(body)]
    for name in sorted(parts):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            # One that no section uses is not printed; a header of the first page only is printed once.
            texts += [_part_text(parts[name])] * (1 if once else pages)
        elif name in ("word/footnotes.xml", "word/endnotes.xml"):
            texts.append(_part_text(parts[name]))
    return "\n".join(texts)


def _part_text(blob: bytes, strictly: str | None = None) -> str:
    """Return the text of a part; with its name, broken XML and declared entities, which no Word file has, are refused."""
    from lxml import etree

    if strictly and b"<!DOCTYPE" in blob:
        raise ConversionError(f"{strictly} declares entities, as no Word file does.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=strictly is None, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(blob, parser)
    except etree.XMLSyntaxError as reason:
        raise ConversionError(f"{strictly or 'A part of the file'} is broken ({reason}).") from reason
    out: list[str] = []
    fields = _Fields()
    unprinted = b"Fallback" in blob
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=_READ):
        tag = element.tag
        if event == "end":
            if tag in _BREAKS_AFTER:
                out.append("\n")
            elif tag == _W + "fldSimple":
                fields.end()
        elif tag in (_W + "fldSimple", _W + "fldChar", _W + "instrText"):
            fields.see(element)
        elif tag in _BREAKS:
            out.append(_BREAKS[tag])
        elif tag == _W + "t" and not fields.computed and not (unprinted and not _printed(element)):
            out.append(element.text or "")
    return "".join(out)


class _Fields:
    """Where in the nest of fields a walk stands: an old page number is not a word of the letter."""

    def __init__(self) -> None:
        self._open: list[list[str | bool]] = []

    @property
    def computed(self) -> bool:
        """Whether what stands here is a result that the engine computes anew."""
        return any(shown and _COMPUTED.match(str(code)) for code, shown in self._open)

    def see(self, element: Any) -> None:
        """Take in the next mark of a field."""
        kind = element.get(_W + "fldCharType")
        if element.tag == _W + "fldSimple":
            self._open.append([element.get(_W + "instr") or "", True])
        elif element.tag == _W + "instrText" and self._open:
            self._open[-1][0] = f"{self._open[-1][0]}{element.text or ''}"
        elif kind == "begin":
            self._open.append(["", False])
        elif kind == "separate" and self._open:
            self._open[-1][1] = True
        elif kind == "end":
            self.end()

    def end(self) -> None:
        """Leave the innermost field."""
        if self._open:
            self._open.pop()


def _printed(element: Any) -> bool:
    """Say whether it is not what is written once more for old programs, as text boxes are."""
    return next(element.iterancestors(_FALLBACK), None) is None
