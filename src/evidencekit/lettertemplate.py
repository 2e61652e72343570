"""A DOCX template: compiled once, rendered strictly, its mistakes told with file and paragraph."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencekit.errors import ConversionError, TemplateError
from evidencekit.lettermarks import STYLE as FACT_STYLE
from evidencekit.lettermarks import has_marks, link_marks, unmarked
from evidencekit.lettertext import LINK_STYLE, Picture
from evidencekit.longtables import MOST, rows_in
from evidencekit.papersize import on_paper
from evidencekit.sandbox import environment, line_of, sentence, short
from evidencekit.templatecache import compile_and_keep, known_template
from evidencekit.wordfields import is_to_be_judged, make_harmless
from evidencekit.wordfile import disarm, embed, link, read_parts, without_macros

if TYPE_CHECKING:
    from jinja2 import Template

MAX_TEMPLATE = 10_000_000
MAX_FILLED = 60_000_000
"""Characters of a part that is filled in; a row of the widest table that comes along has 7,000."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_KINSHIP = re.compile(r"^(\{[{%])(-?)(tr|tc|p|r)\s+")
_SPECIAL = re.compile(r"^\{%\s*(colspan|cellbg)\s+(.*?)\s*%\}$", re.DOTALL)
_LOOP = re.compile(r"\{%-?\s*(?:tr|tc|p|r)?\s*for\b")
_MERGE = re.compile(r"^\{%\s*(?:vm|hm)\s*%\}$")
_QUOTES = str.maketrans("\u201c\u201d\u2018\u2019", "\"\"''")
_PICTURED = re.compile(r'r:embed="(firm-[a-z]+)"')
_LINKED = re.compile(r'r:id="(exhibit-[A-Z]+)"')
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a template and the paragraph it stands in."""

    source: str
    part: str
    paragraph: int
    text: str

    def place(self, name: str) -> str:
        """Say where it is, for a person with the file open in Word."""
        where = {"document": "", "header": " of the header", "footer": " of the footer"}
        part = re.sub(r"\d+$", "", self.part.removeprefix("word/").removesuffix(".xml"))
        return (
            f"{name}, paragraph {self.paragraph}{where.get(part, f' of the {part}')} (“{short(self.text)}”)"
        )


@dataclass(frozen=True, slots=True)
class DocxTemplate:
    """A DOCX template, compiled."""

    name: str
    parts: tuple[tuple[str, bytes], ...]
    """Parts without a tag."""
    compiled: tuple[tuple[str, "Template"], ...]
    tags: tuple[Tag, ...]

    def render(self, context: Mapping[str, Any]) -> Mapping[str, bytes]:
        """Fill in the context and return the parts of a DOCX; raise `TemplateError` at the first slip."""
        return self.filled(context)[0]

    def filled(self, context: Mapping[str, Any]) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """Return the parts of the DOCX that is kept, and of the same one whose cited values are links, to be laid out."""
        parts, bound = dict(self.parts), dict[str, tuple[Any, dict[str, str]]]()
        for part, template in self.compiled:
            try:
                text = self._text(template, context)
            except TemplateError:
                raise
            except Exception as reason:
                raise self._told(part, context, reason) from reason
            whole = _broken_lines(text)
            if has_marks(whole):
                root = self._parsed(part, whole)
                bound[part] = root, link_marks(root)
            parts[part] = _written(self._parsed(part, unmarked(whole)))
            links = set(_LINKED.findall(text))
            if links:
                link(parts, part, {i: exhibit_address(i.removeprefix("exhibit-")) for i in links})
                _add_style(parts, LINK_STYLE)
            for key in sorted(set(_PICTURED.findall(text))):
                if (picture := _pictures(context).get(key)) is not None:
                    embed(parts, part, key, picture.form, picture.coded)
        laid_out = dict(parts)
        for part, (root, targets) in bound.items():
            laid_out[part] = unmarked(_written(root).decode()).encode()
            link(laid_out, part, targets)
            _add_style(laid_out, FACT_STYLE)
        paper = str(getattr(context.get("firm"), "paper", ""))
        return on_paper(parts, paper), on_paper(laid_out, paper)

    def _text(self, template: "Template", context: Mapping[str, Any]) -> str:
        """Fill in a part; stop a loop that goes round and round before it fills the memory."""
        text, rows, size = io.StringIO(), 0, 0
        for piece in template.generate(context):
            text.write(piece)
            rows, size = rows + rows_in(piece), size + len(piece)
            if rows > MOST or size > MAX_FILLED:
                loops = dict.fromkeys(t.source for t in self.tags if _LOOP.match(t.source))
                much = (
                    f"{MOST:,} rows of tables" if rows > MOST else f"{MAX_FILLED // 1_000_000} million signs"
                )
                raise TemplateError(
                    f"{self.name} comes to more than {much} once it is filled in, and no letter is laid out that has more. One of its loops "
                    f"goes round too often ({', '.join(loops)}): put like goods together in one line, or let the list be a sheet of its own."
                )
        return text.getvalue()

    def _told(self, part: str, context: Mapping[str, Any], reason: Exception) -> TemplateError:
        """Find the tag at fault by rendering the tags alone, one a line."""
        tags = [t for t in self.tags if t.part == part]
        try:
            environment().from_string(skeleton(tags)).render(context)
        except Exception as again:
            line = line_of(again)
            if line is not None and line <= len(tags):
                tag = tags[line - 1]
                return TemplateError(f"{tag.place(self.name)}: {sentence(again, tag.source, context)}")
        return TemplateError(f"{self.name}: {sentence(reason, '', context)}")

    def _parsed(self, part: str, text: str) -> Any:
        """Refuse what Word would not open: a tag that cut a paragraph in two, a link inside a text. Take out fields that were put together."""
        from lxml import etree

        blob = text.encode()
        try:
            root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as reason:
            first = next((t for t in self.tags if t.part == part and t.source.startswith("{%")), None)
            where = f" The first of them: {first.place(self.name)}." if first else ""
            raise TemplateError(
                f"{self.name}: a {{% ... %}} tag begins in one paragraph or cell and ends in another. Write {{%p ... %}} for whole "
                f"paragraphs and {{%tr ... %}} for whole rows.{where}"
            ) from reason
        if any(len(t) for t in root.iter(_W + "t")):
            raise TemplateError(
                f"{self.name}: a link to an exhibit or a picture needs the letter r in its tag, such as {{{{r exhibit.link }}}}."
            )
        if is_to_be_judged(blob):
            make_harmless(root)
        return root


def _pictures(context: Mapping[str, Any]) -> dict[str, Picture]:
    """Return the pictures that a context has, by their keys."""
    firm = context.get("firm")
    values = [getattr(firm, f.name) for f in fields(firm)] if is_dataclass(firm) else []
    return {v.key: v for v in values if isinstance(v, Picture) and v}


def _written(root: Any) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _add_style(parts: dict[str, bytes], name: str) -> None:
    """Add a character style of links, which changes nothing by itself, where the template has none."""
    styles = parts.get("word/styles.xml", b"")
    if f'w:styleId="{name}"'.encode() not in styles:
        style = f'<w:style w:type="character" w:styleId="{name}"><w:name w:val="{name}"/><w:uiPriority w:val="99"/></w:style>'
        parts["word/styles.xml"] = styles.replace(b"</w:styles>", style.encode() + b"</w:styles>")


def exhibit_address(label: str) -> str:
    """Return the placeholder address of an exhibit; the bundle turns it into a link to the exhibit's own page."""
    return f"https://evidence.invalid/exhibit/{label}"


def compile_docx(path: Path) -> DocxTemplate:
    """Read and compile a template; the same content is compiled once in a process."""
    return _compiled(path.name, small(path), path)


def small(path: Path) -> bytes:
    """Return the bytes of a template; refuse a file larger than any letter."""
    try:
        if path.stat().st_size > MAX_TEMPLATE:
            raise TemplateError(
                f"{path.name} is larger than any letter template needs to be; it was not opened."
            )
        return path.read_bytes()
    except OSError as reason:
        raise TemplateError(f"{path.name} cannot be read: {reason.strerror or reason}.") from reason


@lru_cache(maxsize=32)
def _compiled(name: str, content: bytes, path: Path) -> DocxTemplate:  # noqa: ARG001 - the content is what the cache goes by
    from docxtpl import DocxTemplate as Docxtpl

    try:
        arrived = read_parts(path)
    except ConversionError as reason:
        raise TemplateError(str(reason)) from reason
    for part in filter(_PARTS.fullmatch, arrived):
        _whole(name, part, arrived[part])  # of a broken one, half would be a letter
    parts = without_macros(disarm(arrived))
    patcher, strict = Docxtpl(None), environment()
    compiled, tags = [], []
    for part in sorted(p for p in parts if _PARTS.fullmatch(p)):
        found = _tags(name, part, parts[part])
        if not found:
            continue
        tags += found
        source = patcher.patch_xml(re.sub(r"^<\?xml.*?\?>\s*", "", parts.pop(part).decode("utf-8")))
        compiled.append((part, known_template(strict, source) or _newly_compiled(name, found, source)))
    return DocxTemplate(name, tuple(parts.items()), tuple(compiled), tuple(tags))


def _newly_compiled(name: str, tags: list[Tag], source: str) -> "Template":
    try:
        return compile_and_keep(environment(), source)
    except Exception as reason:
        _parse_tags(name, tags)  # says which tag is broken, where it is one
        raise TemplateError(f"{name}: {_misplaced(tags, reason)}") from reason


def _tags(name: str, part: str, blob: bytes) -> list[Tag]:
    """Return the tags of a part in order; one that is not closed in its paragraph is an error."""
    found = []
    for tags, strays in paragraphs(name, part, blob):
        for stray in strays:
            raise TemplateError(
                f"{stray.place(name)}: `{stray.source}` has no other half in this paragraph; write {{{{ name }}}} or {{% ... %}}."
            )
        found += tags
    return found


def paragraphs(name: str, part: str, blob: bytes) -> Iterator[tuple[list[Tag], list[Tag]]]:
    """Give the tags of each paragraph of a part, and the halves of tags that stand in it alone."""
    if not _PARTS.fullmatch(part):
        return
    root = _whole(name, part, blob)
    for number, paragraph in enumerate(root.iter(_W + "p"), 1):
        own = (t for t in paragraph.iter(_W + "t") if next(t.iterancestors(_W + "p")) is paragraph)
        text = "".join(t.text or "" for t in own)
        if "{" not in text and "}" not in text:
            continue
        yield (
            [Tag(m[0], part, number, text) for m in _TAG.finditer(text)],
            [Tag(m[0], part, number, text) for m in _STRAY.finditer(_TAG.sub(" ", text))],
        )


def _whole(name: str, part: str, blob: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as reason:
        raise TemplateError(f"{name} is damaged: {part} is not valid XML ({reason}).") from reason


def skeleton(tags: list[Tag]) -> str:
    """Write the tags alone, one a line, so that a line number says which tag is meant."""
    lines = []
    for tag in tags:
        source = " ".join(tag.source.translate(_QUOTES).split())
        special = _SPECIAL.match(source)
        if special is not None:
            source = "{{ " + special[2] + " }}"
        lines.append("" if _MERGE.match(source) else _KINSHIP.sub(r"\1\2 ", source))
    return "\n".join(lines)


def _parse_tags(name: str, tags: list[Tag]) -> None:
    from jinja2 import TemplateSyntaxError

    try:
        environment().parse(skeleton(tags))
    except TemplateSyntaxError as reason:
        tag = tags[min(max(reason.lineno, 1), len(tags)) - 1]
        raise TemplateError(
            f"{tag.place(name)}: the tag `{tag.source}` is broken: {reason.message}"
        ) from reason


def _misplaced(tags: list[Tag], reason: Exception) -> str:
    kin = next((t for t in tags if (m := _KINSHIP.match(t.source)) and m[3] in ("tr", "tc")), None)
    hint = (
        f" A {{%tr ... %}} tag works only inside a table: see paragraph {kin.paragraph} (“{short(kin.text)}”)."
        if kin
        else ""
    )
    return f"its tags do not fit together ({reason}).{hint}"


def _broken_lines(text: str) -> str:
    """Turn line breaks and tabs inside texts into Word's own."""
    from docxtpl import DocxTemplate as Docxtpl

    resolved: str = Docxtpl(None).resolve_listing(text)
    return resolved
