"""Templates of letters: compiled once, rendered strictly in a sandbox, their mistakes told with file and paragraph."""

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencekit.errors import CannotWriteError, ConversionError, TemplateError, UsageError
from evidencekit.model.finding import Finding, blocking
from evidencekit.resources import Library, open_library
from evidencekit.tomlfile import nearest
from evidencekit.wordfile import link, read_parts, save

if TYPE_CHECKING:
    from jinja2 import Environment, Template

FOLDER = "letters"
MAX_TEMPLATE = 10_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_KINSHIP = re.compile(r"^(\{[{%])(-?)(tr|tc|p|r)\s+")
_SPECIAL = re.compile(r"^\{%\s*(colspan|cellbg)\s+(.*?)\s*%\}$", re.DOTALL)
_MERGE = re.compile(r"^\{%\s*(?:vm|hm)\s*%\}$")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINKED = re.compile(r'r:id="(exhibit-[A-Z]+)"')
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")


@dataclass(frozen=True, slots=True)
class _Tag:
    """One tag of a template and the paragraph it stands in."""

    source: str
    part: str
    paragraph: int
    text: str

    def place(self, name: str) -> str:
        """Say where it is, for a person with the file open in Word."""
        where = {"document": "", "header": " of the header", "footer": " of the footer"}
        part = re.sub(r"\d+$", "", self.part.removeprefix("word/").removesuffix(".xml"))
        return f"{name}, paragraph {self.paragraph}{where.get(part, f' of the {part}')} (“{_short(self.text)}”)"


@dataclass(frozen=True, slots=True)
class DocxTemplate:
    """A DOCX template, compiled."""

    name: str
    parts: tuple[tuple[str, bytes], ...]
    """Parts without a tag."""
    compiled: tuple[tuple[str, "Template"], ...]
    tags: tuple[_Tag, ...]

    def render(self, context: Mapping[str, Any]) -> dict[str, bytes]:
        """Fill in the context and return the parts of a DOCX; raise `TemplateError` at the first slip."""
        parts = dict(self.parts)
        for part, template in self.compiled:
            try:
                text = template.render(context)
            except Exception as reason:
                raise self._told(part, context, reason) from reason
            parts[part] = self._checked(part, _broken_lines(text))
            links = set(_LINKED.findall(text))
            link(parts, part, {i: exhibit_address(i.removeprefix("exhibit-")) for i in links})
        return parts

    def _told(self, part: str, context: Mapping[str, Any], reason: Exception) -> TemplateError:
        """Find the tag at fault by rendering the tags alone, one a line."""
        tags = [t for t in self.tags if t.part == part]
        try:
            _environment().from_string(_skeleton(tags)).render(context)
        except Exception as again:
            line = _line_of(again)
            if line is not None and line <= len(tags):
                tag = tags[line - 1]
                return TemplateError(f"{tag.place(self.name)}: {_sentence(again, tag.source, context)}")
        return TemplateError(f"{self.name}: {_sentence(reason, '', context)}")

    def _checked(self, part: str, text: str) -> bytes:
        """Refuse what Word would not open: a tag that cut a paragraph in two, a link inside a text."""
        from lxml import etree

        try:
            root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as reason:
            first = next((t for t in self.tags if t.part == part and t.source.startswith("{%")), None)
            where = f" The first of them: {first.place(self.name)}." if first else ""
            raise TemplateError(
                f"{self.name}: a {{% ... %}} tag begins in one paragraph or cell and ends in another. Write {{%p ... %}} for whole "
                f"paragraphs and {{%tr ... %}} for whole rows.{where}"
            ) from reason
        if any(len(t) for t in root.iter(_W + "t")):
            raise TemplateError(f"{self.name}: a link to an exhibit needs the letter r in its tag, such as {{{{r exhibit.link }}}}.")
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def exhibit_address(label: str) -> str:
    """Return the placeholder address of an exhibit; the bundle turns it into a link to the exhibit's own page."""
    return f"https://evidence.invalid/exhibit/{label}"


def find(library: Library, name: str, lang: str = "en") -> Path:
    """Return the file of a letter or message: in its language, shared by recipients, or one recipient's own."""
    for suffix in ("docx", "txt"):
        for file in (f"{name}.{lang}.{suffix}", f"{name}.{suffix}"):
            found = library.find(f"{FOLDER}/{file}") or next(iter(library.every(f"recipients/*/{file}")), None)
            if found is not None:
                return found
    close = nearest(name, names(library))
    raise TemplateError(f"There is no letter template {name}" + (f" (did you mean {close}?)." if close else "."))


def names(library: Library) -> tuple[str, ...]:
    """Return the names of all letters and messages."""
    found = [p for pattern in (f"{FOLDER}/*", "recipients/*/*") for p in library.every(pattern) if p.suffix in (".docx", ".txt")]
    return tuple(sorted({p.name.partition(".")[0] for p in found if not p.name.startswith("~$")}))


def eject(name: str, into: Path, library: Library | None = None) -> Path:
    """Copy a template out, to be changed; a file that is there is never overwritten."""
    library = library or open_library()
    try:
        source = find(library, name)
    except TemplateError as reason:
        raise UsageError(str(reason)) from reason
    target = into / source.name if into.is_dir() or not into.suffix else into
    if target.exists():
        raise CannotWriteError(f"{target} is there already; move it away first.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as reason:
        raise CannotWriteError(f"{target} cannot be written: {reason.strerror or reason}.") from reason
    return target


def lint(path: Path, context: Mapping[str, Any] | None = None) -> tuple[Finding, ...]:
    """Render a template with an example that has every name, and return what is wrong with it."""
    from evidencekit.wording import example

    try:
        if path.suffix.lower() == ".txt":
            render_text(path, context or example())
        else:
            compile_docx(path).render(context or example())
    except TemplateError as reason:
        return (blocking("template", str(reason), path.name),)
    return ()


def render_docx(path: Path, context: Mapping[str, Any], into: Path, *, title: str, author: str, today: date) -> Path:
    """Write the letter as DOCX."""
    save(compile_docx(path).render(context), into, title=title, author=author, today=today)
    return into


def render_text(path: Path, context: Mapping[str, Any]) -> str:
    """Return a message to paste; its template is plain text."""
    try:
        source = _small(path).decode("utf-8-sig")
        text = _environment(plain=True).from_string(source).render(context)
    except UnicodeDecodeError as reason:
        raise TemplateError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from reason
    except TemplateError:
        raise
    except Exception as reason:
        line = _line_of(reason)
        lines = source.splitlines()
        written = lines[line - 1] if line is not None and line <= len(lines) else ""
        where = f"{path.name}, line {line} (“{_short(written)}”)" if line else path.name
        raise TemplateError(f"{where}: {_sentence(reason, written, context)}") from reason
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def compile_docx(path: Path) -> DocxTemplate:
    """Read and compile a template; the same content is compiled once in a process."""
    return _compiled(path.name, _small(path), path)


def _small(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_TEMPLATE:
            raise TemplateError(f"{path.name} is larger than any letter template needs to be; it was not opened.")
        return path.read_bytes()
    except OSError as reason:
        raise TemplateError(f"{path.name} cannot be read: {reason.strerror or reason}.") from reason


@lru_cache(maxsize=32)
def _compiled(name: str, content: bytes, path: Path) -> DocxTemplate:  # noqa: ARG001 - the content is what the cache goes by
    from docxtpl import DocxTemplate as Docxtpl

    try:
        parts = read_parts(path)
    except ConversionError as reason:
        raise TemplateError(str(reason)) from reason
    patcher, environment = Docxtpl(None), _environment()
    compiled, tags = [], []
    for part in sorted(p for p in parts if _PARTS.fullmatch(p)):
        found = _tags(name, part, parts[part])
        if not found:
            continue
        _parse_tags(name, found)
        tags += found
        source = patcher.patch_xml(re.sub(r"^<\?xml.*?\?>\s*", "", parts.pop(part).decode("utf-8")))
        try:
            compiled.append((part, environment.from_string(source)))
        except Exception as reason:
            raise TemplateError(f"{name}: {_misplaced(found, reason)}") from reason
    return DocxTemplate(name, tuple(parts.items()), tuple(compiled), tuple(tags))


def _tags(name: str, part: str, blob: bytes) -> list[_Tag]:
    """Return the tags of a part in order; one that is not closed in its paragraph is an error."""
    from lxml import etree

    try:
        root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as reason:
        raise TemplateError(f"{name} is damaged: {part} is not valid XML ({reason}).") from reason
    found = []
    for number, paragraph in enumerate(root.iter(_W + "p"), 1):
        own = (t for t in paragraph.iter(_W + "t") if next(t.iterancestors(_W + "p")) is paragraph)
        text = "".join(t.text or "" for t in own)
        if "{" not in text and "}" not in text:
            continue
        tags = [_Tag(m[0], part, number, text) for m in _TAG.finditer(text)]
        stray = _STRAY.search(_TAG.sub(" ", text))
        if stray is not None:
            place = _Tag(stray[0], part, number, text).place(name)
            raise TemplateError(f"{place}: `{stray[0]}` has no other half in this paragraph; write {{{{ name }}}} or {{% ... %}}.")
        found += tags
    return found


def _skeleton(tags: list[_Tag]) -> str:
    """Write the tags alone, one a line, so that a line number says which tag is meant."""
    lines = []
    for tag in tags:
        source = " ".join(tag.source.translate(_QUOTES).split())
        special = _SPECIAL.match(source)
        if special is not None:
            source = "{{ " + special[2] + " }}"
        lines.append("" if _MERGE.match(source) else _KINSHIP.sub(r"\1\2 ", source))
    return "\n".join(lines)


def _parse_tags(name: str, tags: list[_Tag]) -> None:
    from jinja2 import TemplateSyntaxError

    try:
        _environment().parse(_skeleton(tags))
    except TemplateSyntaxError as reason:
        tag = tags[min(max(reason.lineno, 1), len(tags)) - 1]
        raise TemplateError(f"{tag.place(name)}: the tag `{tag.source}` is broken: {reason.message}") from reason


def _misplaced(tags: list[_Tag], reason: Exception) -> str:
    kin = next((t for t in tags if (m := _KINSHIP.match(t.source)) and m[3] in ("tr", "tc")), None)
    hint = f" A {{%tr ... %}} tag works only inside a table: see paragraph {kin.paragraph} (“{_short(kin.text)}”)." if kin else ""
    return f"its tags do not fit together ({reason}).{hint}"


@lru_cache(maxsize=2)
def _environment(*, plain: bool = False) -> "Environment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from evidencekit.wording import Gap

    environment = ImmutableSandboxedEnvironment(
        autoescape=not plain, undefined=StrictUndefined, finalize=_finalizer(),
        trim_blocks=plain, lstrip_blocks=plain, keep_trailing_newline=plain,
    )  # fmt: skip
    environment.tests["known"] = lambda value: (bool(value) or value == 0) and not isinstance(value, Gap)
    return environment


def _finalizer() -> Callable[[Any], Any]:
    from jinja2 import Undefined

    def printable(value: Any) -> Any:
        """Let only text and numbers through: a group of names or a method would stand in the letter as Python."""
        if isinstance(value, str) and not hasattr(value, "__html__"):
            return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
        if isinstance(value, (str, int, Undefined)) or hasattr(value, "__html__"):
            return value
        if is_dataclass(value):
            raise TypeError("it is a group of names: write one of " + ", ".join(f.name for f in fields(value)) + " after a dot")
        raise TypeError("it is not a text, a number or a link")

    return printable


def _broken_lines(text: str) -> str:
    """Turn line breaks and tabs inside texts into Word's own."""
    from docxtpl import DocxTemplate as Docxtpl

    resolved: str = Docxtpl(None).resolve_listing(text)
    return resolved


def _line_of(reason: BaseException) -> int | None:
    """Return the line of the template at which it failed."""
    lineno = getattr(reason, "lineno", None)
    if isinstance(lineno, int):
        return lineno
    line, frame = None, reason.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _sentence(reason: Exception, source: str, context: Mapping[str, Any]) -> str:
    from jinja2 import SecurityError, UndefinedError

    if isinstance(reason, SecurityError):
        return f"`{source}` does what a template may not do."
    if not isinstance(reason, UndefinedError):
        return f"`{source}` cannot be filled in: {reason}."
    message = str(reason.message)
    unknown = re.search(r"^'([^']+)' is undefined", message) or re.search(r"has no attribute '([^']+)'", message)
    if unknown is None:
        return f"`{source}`: {message}."
    close = nearest(unknown[1], _known(context, source, unknown[1]))
    return f"there is no name `{unknown[1]}`" + (f" (did you mean `{close}`?)." if close else "; docs/templates.md lists the names.")


def _known(context: Mapping[str, Any], source: str, unknown: str) -> tuple[str, ...]:
    """Return the names that could stand where the unknown one does."""
    owner = re.search(rf"([A-Za-z_]\w*)\.{re.escape(unknown)}\b", source)
    if owner is None:
        return tuple(context)
    value = context.get(owner[1])
    if value is not None and is_dataclass(value):
        return tuple(f.name for f in fields(value))
    groups = [v for value in context.values() for v in ([value, *_rows(value)])]
    return tuple(sorted({f.name for g in groups if is_dataclass(g) for f in fields(g)}))


def _rows(value: Any) -> list[Any]:
    """Return one example of each kind of row that a value holds."""
    if isinstance(value, tuple):
        return list(value[:1])
    if is_dataclass(value):
        return [row for f in fields(value) for row in _rows(getattr(value, f.name))]
    return []


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 70 else text[:67] + "..."  # noqa: PLR2004 - what fits in a line of a terminal
