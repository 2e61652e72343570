"""Values as TOML writes them, and what strangers wrote kept on the line of a comment."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from evidencekit.model.money import Money

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def quoted(text: str) -> str:
    """Write a string: JSON's escapes are TOML's; what nobody sees, such as a mark that turns a line round, is escaped as well."""
    written = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    if written.isprintable():
        return written
    return "".join(c if c.isprintable() else _escaped(ord(c)) for c in written)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def written(value: object) -> str:
    """Write a value as `case.toml` has it: amounts and numbers with a fraction as text, lists in brackets."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return quoted(f"{value:f}")
    if isinstance(value, Money):
        return quoted(f"{value.amount:f} {value.currency}")
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(written, value))}]"
    return quoted(str(value))


def key(name: str) -> str:
    """Write a key, in quotation marks where it needs them."""
    return name if _BARE.fullmatch(name) else quoted(name)


def tables(data: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[str]:
    """Give the lines of a file: values first, then each table below its heading, and of a list of tables each one."""
    inner = {k: v for k, v in data.items() if isinstance(v, Mapping) or _is_tables(v)}
    yield from (f"{key(k)} = {written(v)}" for k, v in data.items() if k not in inner)
    for name, value in inner.items():
        path = (*above, name)
        heading = ".".join(map(key, path))
        if isinstance(value, Mapping):
            if any(not isinstance(v, Mapping) for v in value.values()):
                yield from ("", f"[{heading}]")
            yield from tables(value, path)
        else:
            for each in value:
                yield from ("", f"[[{heading}]]")
                yield from tables(each, path)


def _is_tables(value: object) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and isinstance(value[0], Mapping)
