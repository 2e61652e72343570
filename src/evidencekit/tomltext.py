"""Values as TOML writes them, and what strangers wrote kept on the line of a comment."""

import json
import re
from datetime import date, datetime
from decimal import Decimal

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
