"""The letters' templates: found, copied out, filled in."""

import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evidencekit.errors import CannotWriteError, TemplateError, UsageError
from evidencekit.language import base, codes
from evidencekit.lettertemplate import compile_docx, small
from evidencekit.resources import Library, open_library
from evidencekit.sandbox import environment, line_of, sentence, short
from evidencekit.tomlfile import nearest
from evidencekit.wordfile import save

FOLDER = "letters"


def find(library: Library, name: str, lang: str = "en") -> Path:
    """Return the file of a letter or message: in its language, shared by recipients, or one recipient's own."""
    for suffix in ("docx", "txt"):
        for file in (*(f"{name}.{code}.{suffix}" for code in codes(lang)), f"{name}.{suffix}"):
            found = library.find(f"{FOLDER}/{file}") or next(
                iter(library.every(f"recipients/*/{file}")), None
            )
            if found is not None:
                return found
    close = nearest(name, names(library))
    raise TemplateError(
        f"There is no letter template {name}" + (f" (did you mean {close}?)." if close else ".")
    )


def written_in(template: Path, lang: str) -> str:
    """Return the language of what is written from a template: `lang` where it is made for it or English is asked for, else English."""
    made_for = template.name.split(".")[1:-1]
    return lang if base(lang) == "en" or (made_for and made_for[0] in codes(lang)) else "en"


def names(library: Library) -> tuple[str, ...]:
    """Return the names of all letters and messages."""
    found = [
        p
        for pattern in (f"{FOLDER}/*", "recipients/*/*")
        for p in library.every(pattern)
        if p.suffix in (".docx", ".txt")
    ]
    return tuple(sorted({p.name.partition(".")[0] for p in found if not p.name.startswith("~$")}))


def eject(name: str, into: Path, library: Library | None = None, *, lang: str = "en") -> Path:
    """Copy a template out, to be changed; a file that is there is never overwritten."""
    library = library or open_library()
    try:
        source = find(library, name, lang)
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


def render_docx(
    path: Path, context: Mapping[str, Any], into: Path, *, title: str, author: str, today: date
) -> tuple[Path, Path]:
    """Write the letter as DOCX; return it, and the one to lay out, in which cited values are links to their pages."""
    kept, linked = compile_docx(path).filled(context)
    save(kept, into, title=title, author=author, today=today)
    if linked == kept:
        return into, into
    beside = into.parent / "linked" / into.name
    beside.parent.mkdir(exist_ok=True)
    save(linked, beside, title=title, author=author, today=today, lasting=False)
    return into, beside


def render_text(path: Path, context: Mapping[str, Any]) -> str:
    """Return a message to paste; its template is plain text."""
    try:
        source = small(path).decode("utf-8-sig")
        text = environment(plain=True).from_string(source).render(context)
    except UnicodeDecodeError as reason:
        raise TemplateError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from reason
    except TemplateError:
        raise
    except Exception as reason:
        line = line_of(reason)
        lines = source.splitlines()
        written = lines[line - 1] if line is not None and line <= len(lines) else ""
        where = f"{path.name}, line {line} (“{short(written)}”)" if line else path.name
        raise TemplateError(f"{where}: {sentence(reason, written, context)}") from reason
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
