"""Everything that is wrong with a template at once, the typefaces that it lacks, and what each engine makes of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.abandoned import working_folder
from evidencekit.errors import ConversionError, TemplateError
from evidencekit.lettertemplate import Tag, compile_docx, paragraphs, skeleton, small
from evidencekit.model.finding import Finding, blocking, warning
from evidencekit.namedfonts import fonts_named
from evidencekit.sandbox import environment, short, unknown_names
from evidencekit.templating import render_text
from evidencekit.typefaces import faces
from evidencekit.wordcheck import missing_words
from evidencekit.wordfields import struck
from evidencekit.wordfile import disarm, packed, read_parts, save

_BLOCK = re.compile(r"^\{%-?\s*(?:(?:tr|tc|p|r)\s+)?(\w+)")
_OPENS = frozenset({"if", "for", "filter", "with", "macro", "call"})
_MOST_TOLD = 40


@dataclass(frozen=True, slots=True)
class Sheets:
    """What one engine makes of a template that is filled in with the example: words on each page."""

    engine: str
    words: tuple[int, ...]
    lost: tuple[str, ...]


def lint(path: Path) -> tuple[Finding, ...]:
    """Say all that is wrong with a template: broken and split tags, what is not closed, names that there are not.

    It is filled in with an example that has every name, and the branches that are not taken are looked at too.
    """
    from evidencekit.wording import Wording, example

    try:
        if path.suffix.lower() == ".txt":
            source = _text(path)
            found = [
                (f"{path.name}, line {n}", told) for n, told in unknown_names(source, Wording, plain=True)
            ]
            if not found:
                render_text(path, example())
        else:
            found = list(_faults(path))
            if not found:
                template = compile_docx(path)
                for part in sorted({t.part for t in template.tags}):
                    tags = [t for t in template.tags if t.part == part]
                    for line, told in unknown_names(skeleton(tags), Wording):
                        found.append((tags[line - 1].place(path.name), told))
            if not found:
                template.render(example())
    except TemplateError as reason:
        return (blocking("template", str(reason), path.name),)
    faults = tuple(blocking("template", f"{place}: {told}", path.name) for place, told in found[:_MOST_TOLD])
    return (*faults, *_fields_struck(path))


def _fields_struck(path: Path) -> Iterator[Finding]:
    """Tell which of Word's own fields a letter will not have."""
    if path.suffix.lower() == ".txt":
        return
    told = [short(each) for blob in read_parts(path).values() for each in struck(blob)]
    for instruction in list(dict.fromkeys(told))[:_MOST_TOLD]:
        message = (
            f"{path.name}: Word's field “{instruction}” does not come into a letter, since fields of its kind can run programs, load files or ask "
            "whoever opens it; in its place stands what it shows now, as text. Where that changes from case to case, write a tag."
        )
        yield warning("field-struck", message, path.name)


def _text(path: Path) -> str:
    from jinja2 import TemplateSyntaxError

    from evidencekit.wording import example

    try:
        source = small(path).decode("utf-8-sig")
        environment(plain=True).parse(source)
    except (UnicodeDecodeError, TemplateSyntaxError):
        render_text(path, example())  # tells what is wrong
        raise TemplateError(f"{path.name} cannot be read.") from None
    return source


def _faults(path: Path) -> Iterator[tuple[str, str]]:
    """Give place and sentence for every tag that is broken, split or not closed."""
    try:
        parts = read_parts(path)
    except ConversionError as reason:
        raise TemplateError(str(reason)) from reason
    for part, blob in sorted(parts.items()):
        open_: list[tuple[str, Tag]] = []
        for tags, strays in paragraphs(path.name, part, blob):
            for stray in strays:
                told = f"`{stray.source}` has no other half in this paragraph; write {{{{ name }}}} or {{% ... %}}."
                yield stray.place(path.name), told
            for tag in tags:
                told = _broken(tag) or _unmatched(tag, open_)
                if told:
                    yield tag.place(path.name), told
        for word, tag in open_:
            yield (
                tag.place(path.name),
                f"`{tag.source}` begins here and is never closed; write {{% end{word} %}} where it ends.",
            )


def _broken(tag: Tag) -> str:
    """Parse one tag by itself; return what is wrong with it."""
    from jinja2 import TemplateSyntaxError

    source = skeleton([tag])
    word = _word(tag)
    around = {"elif": ("{% if 1 %}", "{% endif %}"), "else": ("{% if 1 %}", "{% endif %}")}
    before, after = around.get(word, ("", f"{{% end{word} %}}" if word in _OPENS else ""))
    if word.startswith("end"):
        return ""
    try:
        environment().parse(before + source + after)
    except TemplateSyntaxError as reason:
        return f"the tag `{tag.source}` is broken: {reason.message}"
    return ""


def _unmatched(tag: Tag, open_: list[tuple[str, Tag]]) -> str:
    """Take a tag into the list of what is open; return what is wrong where it closes what nobody opened."""
    word = _word(tag)
    if word in _OPENS:
        open_.append((word, tag))
    elif word.startswith("end") and word[3:] in _OPENS:
        if not open_ or open_[-1][0] != word[3:]:
            inside = (
                f"; {{% {open_[-1][0]} %}} of paragraph {open_[-1][1].paragraph} is open" if open_ else ""
            )
            return f"the tag `{tag.source}` is broken: it closes what was not opened{inside}."
        open_.pop()
    elif word in ("else", "elif") and not open_:
        return f"the tag `{tag.source}` is broken: there is no {{% if %}} before it."
    return ""


def _word(tag: Tag) -> str:
    found = _BLOCK.match(tag.source)
    return found[1] if found else ""


def missing_fonts(path: Path) -> tuple[Finding, ...]:
    """Name the typefaces of a template that are not at hand: another one is set in their place."""
    if path.suffix.lower() != ".docx":
        return ()
    known = {name.casefold() for name in _families()}
    lacking = [n for n in fonts_named(read_parts(path)) if n.casefold() not in known]
    if not lacking:
        return ()
    message = (
        f"{path.name} names typefaces that are not at hand here, so that others are set: {', '.join(lacking[:12])}. "
        "Install them, or name Roboto, which comes along."
    )
    return (warning("font-missing", message, path.name),)


def _families() -> set[str]:
    """Return the families of the faces that come in wheels, and of the system's where fontconfig tells them."""
    import shutil
    import subprocess

    from PIL import ImageFont

    found = set()
    for folder in faces():
        for file in sorted(Path(folder).rglob("*.[ot]t[fc]")):
            found.add(str(ImageFont.truetype(str(file), 10).getname()[0]))
    command = shutil.which("fc-list")
    if command:
        told = subprocess.run([command, ":", "family"], capture_output=True, timeout=20, check=False).stdout
        found |= {
            name.strip() for line in told.decode("utf-8", "replace").splitlines() for name in line.split(",")
        }
    return found


def compared(path: Path, engines: tuple[Any, ...]) -> tuple[Sheets, ...]:
    """Lay the filled-in example out with each engine; return how many words each sets on each page, and which it loses."""
    from evidencekit.wording import example

    made = []
    with working_folder("template-") as folder:
        docx = folder / path.name
        save(compile_docx(path).render(example()), docx)
        docx.write_bytes(packed(disarm(read_parts(docx))))
        for engine in engines:
            laid_out = engine.lay_out(docx, folder / f"{engine.name}.pdf")
            made.append(Sheets(engine.name, tuple(_words(laid_out.pdf)), missing_words(docx, laid_out.pdf)))
    return tuple(made)


def differences(path: Path, sheets: tuple[Sheets, ...]) -> tuple[Finding, ...]:
    """Say where engines differ in pages, and which words one of them loses."""
    found = [
        warning(
            "words-missing",
            f"{path.name}: the engine {s.engine} loses words: {', '.join(s.lost[:12])}.",
            path.name,
        )
        for s in sheets
        if s.lost
    ]
    if len({len(s.words) for s in sheets}) > 1:
        told = " and ".join(f"{s.engine} {len(s.words)}" for s in sheets)
        message = f"{path.name}: the engines make different numbers of pages ({told}); look at the letter in the bundle."
        found.append(warning("pages-differ", message, path.name))
    return tuple(found)


def _words(pdf: Path) -> Iterator[int]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield len(page.get_textpage().get_text_bounded().split())
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class Name:
    """One name that a template may use."""

    name: str
    kind: str
    """`text`, `link`, `picture`, or `rows` to go through with `{%tr for row in ... %}`."""
    example: str


def every_name() -> Iterator[Name]:
    """Give every name with what it is and an example, in the order of docs/templates.md."""
    from evidencekit.wording import Wording

    yield from _names(Wording, "")


def _names(kind: Any, before: str) -> Iterator[Name]:
    from dataclasses import fields, is_dataclass
    from typing import get_args, get_type_hints

    from evidencekit.lettertext import Links, Picture

    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        name, row = before + field.name, get_args(hint)[0] if get_args(hint) else None
        if hint is Links or hint is Picture:
            yield Name(name, "link" if hint is Links else "picture", f"{{{{r {name} }}}}")
        elif row is not None:
            yield Name(name, "rows", f"{{%tr for row in {name} %}}")
            if is_dataclass(row):
                yield from (
                    Name(n.name, n.kind, n.example.replace(f"{name}.", "row."))
                    for n in _names(row, f"{name}.")
                )
        elif is_dataclass(hint):
            yield from _names(hint, f"{name}.")
        else:
            yield Name(name, "text", _EXAMPLES.get(field.name) or _sample(field.name))


_EXAMPLES = {
    "reference": "HH-2026-017", "carrier": "UPS", "tracking_number": "1Z84R2X90344172067", "email": "claims@harborhome.example",
    "capacity": "owner of the goods", "heading": "damage in transit", "decision": "denied", "route": "Ningbo to Los Angeles",
    "unit_cost": "USD 7.80", "addressed_as": "carrier", "mode": "parcel", "address": "1200 Pine Street, in lines", "label": "C",
    "gross_weight": "14.1 kg", "affected_weight": "14.1 kg", "digest": "8041f62d32b0560a...", "file": "photos/label.jpg",
}  # fmt: skip
_DATES = re.compile(r"date|filed|acknowledged|decided|documents|taken|today|when|day$|packed_on|discovered")
_SUMS = re.compile(r"amount|value|net$|paid|balance|salvage|repair|freight|duty|other$")
_COUNTS = re.compile(r"quantity|packages|expected|located|missing|days|^number$")


def _sample(name: str) -> str:
    if _DATES.search(name):
        return "September 10, 2026"
    if _SUMS.search(name):
        return "USD 1,245.00"
    return "12" if _COUNTS.search(name) else name.replace("_", " ")
