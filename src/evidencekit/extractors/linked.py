"""Symbols that are parts of one text: PDF417 lets a text run on from symbol to symbol, and its character set with it."""

import re
from collections.abc import Iterable

_ENVELOPE = re.compile(rb"\A\][A-Za-z][0-9](?:\\000003)?")
"""What zxing-cpp puts before the bytes of a symbol that switches: its own name for the set in which a symbol begins."""
_SWITCH = re.compile(rb"\\([0-9]{6})")
_CHARACTERS = {
    **{number: f"iso8859-{number - 2}" for number in (*range(3, 14), *range(15, 19))},
    0: "cp437", 1: "iso8859-1", 2: "cp437", 20: "shift_jis", 21: "cp1250", 22: "cp1251", 23: "cp1252", 24: "cp1256",
    25: "utf-16-be", 26: "utf-8", 27: "ascii", 28: "big5", 29: "gb2312", 30: "euc_kr", 31: "gbk", 32: "gb18030",
}  # fmt: skip
"""Character sets by their number in the register of Extended Channel Interpretations (AIM ITS/04-023)."""
_AT_FIRST = "iso8859-1"


def joined(parts: Iterable[str]) -> str | None:
    """Return the text of symbols that are one, given in their order as zxing-cpp writes bytes and switches (`HexECI`).

    A switch of the character set holds until the next one, beyond the end of its symbol. None where bytes fit no
    character set: then nothing is known.
    """
    whole = b"".join(_ENVELOPE.sub(b"", bytes.fromhex(part)) for part in parts)
    text, characters = "", _AT_FIRST
    for number, piece in enumerate(_SWITCH.split(whole)):
        if number % 2:
            characters = _CHARACTERS.get(int(piece), "")
            continue
        try:
            text += piece.replace(b"\\\\", b"\\").decode(characters) if piece else ""
        except (LookupError, UnicodeDecodeError):
            return None
    return text
