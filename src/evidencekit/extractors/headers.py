"""Headers of e-mails as a reader would see them, encoded words decoded even where programs split or break them."""

import base64
import binascii
import quopri
import re

from evidencekit.extractors.text import decoded

_LONGEST = 20_000
"""Characters of a header that are read."""
_WORD = r"=\?([\w.:+-]{1,40})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?\r\n]{0,4000})\?="
_WORDS = re.compile(rf"{_WORD}(?:[ \t\r\n]{{0,80}}(?==\?))?")
_QUOTED_NAME = re.compile(r'"([\w -]{1,200})" <')
"""A name that needs no quotation marks."""
_UNFOLD = re.compile(r"[\r\n]+[ \t]*")
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
}
"""Charsets of which programs send more signs than they name."""
_SURROGATES = re.compile(r"[\ud800-\udfff]+")


def header_text(raw: str) -> str | None:
    """Return a header on one line, decoded; None where nothing is left.

    Encoded words (RFC 2047) that follow each other are joined before they are decoded, because programs cut characters
    in two; bytes that no charset explains are read as the text of a file would be.
    """
    unfolded = _UNFOLD.sub(" ", raw[:_LONGEST])
    parts, at = [], 0
    runs: list[tuple[str, bytes]] = []
    for match in _WORDS.finditer(unfolded):
        if match.start() > at:
            parts += [_told(runs), unfolded[at : match.start()]]
            runs = []
        runs.append((match[1].casefold(), _bytes(match[2], match[3])))
        at = match.end()
    parts += [_told(runs), unfolded[at:]]
    text = _SURROGATES.sub(_escaped, "".join(parts))
    shown = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(shown.split()) or None


def addresses_text(raw: str) -> str | None:
    """Return a header of addresses as `header_text` does, names without quotation marks that they do not need."""
    text = header_text(raw)
    return _QUOTED_NAME.sub(r"\1 <", text) if text else None


def _bytes(form: str, content: str) -> bytes:
    plain = content.encode("utf-8", "surrogateescape")
    if form in "qQ":
        return quopri.decodestring(plain.replace(b"_", b" "))
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", plain)
    try:
        return base64.b64decode(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return base64.b64decode(kept[: len(kept) // 4 * 4])


def _told(runs: list[tuple[str, bytes]]) -> str:
    """Decode words that follow each other; those of one charset as one."""
    told = ""
    while runs:
        charset = runs[0][0]
        same = 1
        while same < len(runs) and runs[same][0] == charset:
            same += 1
        told += _decoded(charset, b"".join(content for _, content in runs[:same]))
        runs = runs[same:]
    return told


def _decoded(charset: str, content: bytes) -> str:
    try:
        return content.decode(_WIDER.get(charset, charset))
    except UnicodeDecodeError as reason:
        if reason.start >= len(content) - 3:  # cut within its last character
            return content.decode(reason.encoding, "replace")
    except LookupError:
        pass
    return decoded(content)


def _escaped(match: re.Match[str]) -> str:
    """Read bytes that stand in a header as they are, which no standard allows and many programs do."""
    return decoded(match[0].encode("utf-8", "surrogateescape"))
