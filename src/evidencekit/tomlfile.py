"""TOML that people write: read, checked, and its mistakes told with file, line, key and near miss."""

import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from evidencekit.errors import EvidenceKitError

_Model = TypeVar("_Model", bound=BaseModel)

MAX_BYTES = 1_000_000
"""A file that a person writes is never longer; a longer one is refused unread."""


def load_toml(path: Path, model: type[_Model], error: type[EvidenceKitError]) -> _Model:
    """Read one TOML file into its model.

    Raises `error`, with one sentence a mistake, where the file cannot be read, is not TOML, or does not fit.
    """
    try:
        raw = path.read_bytes()
    except OSError as reason:
        raise error(f"{path.name} cannot be read: {reason.strerror or reason}.") from reason
    if len(raw) > MAX_BYTES:
        raise error(f"{path.name} is {len(raw)} bytes long; a file like this has at most {MAX_BYTES}.")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as reason:
        raise error(f"{path.name} is not UTF-8 text; save it as UTF-8.") from reason
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as reason:
        raise error(_broken(path.name, text, str(reason))) from None  # nothing of the file in a traceback
    try:
        return model.model_validate(data)
    except ValidationError as reason:
        raise error(_misfit(path.name, text, model, reason)) from None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a slip most likely meant, or None."""
    return next(iter(get_close_matches(name.casefold(), list(known), n=1, cutoff=0.6)), None)


_HEADED = re.compile(r"""\[(?:[^\]"']|"[^"]*"|'[^']*')+\]\s*[\w"'.-]+\s*=""")
"""A table's heading with a key on the same line."""


_SECRET = re.compile(r"secret|passw|pwd|\bpin\b", re.IGNORECASE)


def _broken(name: str, text: str, reason: str) -> str:
    place = re.search(r"line (\d+)", reason)
    if place is None:
        return f"{name} is not valid TOML: {reason}."
    number = int(place[1])
    lines = text.split("\n")
    line = lines[number - 1].strip() if number <= len(lines) else ""
    hint = ""
    value = line.partition("=")[2].strip()
    if value and value[0] not in "\"'[{" and not re.fullmatch(r"[-+0-9.:TZ]+|true|false", value):
        hint = " Text needs quotes around it."
    if _HEADED.match(line):
        # As sentences write it, for want of lines: `[claims."ups-us"] filed_on = 2026-10-21`.
        hint = " What follows the heading in brackets goes on a line of its own, below it."
    quoted = "" if _may_be_secret(lines[:number]) else f": `{line[:80]}`"
    return f"{name} line {number}{quoted} is not valid TOML ({reason.split(' (at', maxsplit=1)[0]}).{hint}"


def _may_be_secret(lines: list[str]) -> bool:
    """Say whether the last line may hold a password: it, or the heading above it, is about secrets, however it is spelt."""
    heading = next((line for line in reversed(lines) if line.lstrip().startswith("[")), "")
    return _SECRET.search(heading) is not None or bool(lines and _SECRET.search(lines[-1]))


def _misfit(name: str, text: str, model: type[BaseModel], reason: ValidationError) -> str:
    sentences = []
    for fault in reason.errors():
        place = tuple(fault["loc"])
        number = _line_of(text, place)
        where = f"{name} line {number}" if number else name
        key = ".".join(f"[{p}]" if isinstance(p, int) else str(p) for p in place if p != "[key]")
        sentences.append(f"{where}: {_sentence(key, place, fault, model)}")
    return "\n".join(dict.fromkeys(sentences))


def _sentence(key: str, place: tuple[int | str, ...], fault: Any, model: type[BaseModel]) -> str:
    kind = fault["type"]
    if kind == "extra_forbidden":
        close = nearest(str(place[-1]), _known_keys(model, place[:-1]))
        return f"unknown key `{key}`" + (f" (did you mean `{close}`?)" if close else "") + "."
    if kind == "enum":
        choices = fault.get("ctx", {}).get("expected", "")
        close = nearest(str(fault["input"]), re.findall(r"'([^']+)'", choices))
        hint = f" (did you mean `{close}`?)" if close else f"; it may be {choices}"
        return f"`{key}` cannot be `{fault['input']}`{hint}."
    if kind == "string_type" and isinstance(fault["input"], (int, float, Decimal)):
        shown = "" if _SECRET.search(str(place[0])) else f', "{fault["input"]}"'
        return f"`{key}` is text: put quotes around it{shown}."
    return f"`{key}`: {fault['msg'].removeprefix('Value error, ')}."


def _known_keys(model: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the keys that are allowed at a place, following the model's annotations down."""
    current: type[BaseModel] | None = model
    for part in place:
        if current is None:
            return ()
        if isinstance(part, int):
            continue
        field = current.model_fields.get(part)
        if field is not None:
            current = _model_in(field.annotation)
    return tuple(current.model_fields) if current is not None else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `tuple[GoodsEntry, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _line_of(text: str, place: tuple[int | str, ...]) -> int | None:
    """Return the line on which a key stands: walk tables and arrays of tables as they are written."""
    names = [str(p) for p in place if not isinstance(p, int) and p != "[key]"]
    if not names:
        return None
    index = next((p for p in place if isinstance(p, int)), 0)
    table: list[str] = []
    seen: dict[str, int] = {}
    best: int | None = None
    for number, line in enumerate(text.split("\n"), 1):
        heading = re.match(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$", line)
        if heading is not None:
            table = _split(heading[2])
            dotted = ".".join(table)
            if heading[1] == "[[":
                seen[dotted] = seen.get(dotted, -1) + 1
            if table == names[: len(table)] and seen.get(dotted, index) == index:
                best = number
                if table == names:
                    return number
            continue
        key = re.match(
            r"\s*((?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=",
            line,
        )
        if key is None:
            continue
        full = [*table, *_split(key[1])]
        if seen.get(".".join(table), index) == index and full == names[: len(full)]:
            return number
    return best


def _split(dotted: str) -> list[str]:
    return [a or b or c for a, b, c in re.findall(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)", dotted)]
