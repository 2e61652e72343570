"""Pictures that are written into the HTML itself, as `data:` addresses."""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

_DATA = re.compile(
    r"(?<=[\"'=(;])data:([a-z]+/[a-z0-9.+-]{1,40})(?:;[a-z0-9=_.+-]{1,60}){0,5},", re.IGNORECASE
)
_CODED = re.compile(r"[A-Za-z0-9+/=_%-]*(?:[\r\n]+[ \t]*[A-Za-z0-9+/=_%-]+)*")
_PLAIN = re.compile(r"[^\"'>)\s]*")
_FORMS = {
    "jpeg": "jpg",
    "pjpeg": "jpg",
    "x-png": "png",
    "svg+xml": "svg",
    "x-icon": "ico",
    "vnd.microsoft.icon": "ico",
}


def data_pictures(html: str) -> Iterator[tuple[str, bytes | None]]:
    """Give a name and the bytes of each picture that is written into a page, each once; None where they cannot be made out."""
    seen = set[str]()
    for kind, coded, content in _written(html):
        if not kind.startswith("image/") or content in seen:
            continue
        seen.add(content)
        form = kind.removeprefix("image/")
        name = f"picture-{len(seen)}.{_FORMS.get(form, form)}"
        yield name, _bytes(content, coded=coded)


def without_data(html: str) -> str:
    """Return a page without what is written into it as `data:`, which is no text and may be longer than all the rest."""
    kept, at = [], 0
    for match in _DATA.finditer(html):
        if match.start() >= at:
            kept.append(html[at : match.start()])
            at = _end(html, match)
    return "".join((*kept, html[at:]))


def _written(html: str) -> Iterator[tuple[str, bool, str]]:
    at = 0
    for match in _DATA.finditer(html):
        if match.start() >= at:
            at = _end(html, match)
            yield match[1].casefold(), _is_coded(match), html[match.end() : at]


def _is_coded(match: re.Match[str]) -> bool:
    return match[0].casefold().endswith(";base64,")


def _end(html: str, match: re.Match[str]) -> int:
    """Return where the address ends: at the quotation mark that it stands in, else where its signs end."""
    mark = html[match.start() - 1 : match.start()]
    if mark in {'"', "'"} and (end := html.find(mark, match.end())) >= 0:
        return end
    found = (_CODED if _is_coded(match) else _PLAIN).match(html, match.end())
    return found.end() if found else match.end()


def _bytes(content: str, *, coded: bool) -> bytes | None:
    plain = unquote_to_bytes(content)
    if not coded:
        return plain or None
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", plain.replace(b"-", b"+").replace(b"_", b"/"))
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4)) or None
    except binascii.Error:
        return None
