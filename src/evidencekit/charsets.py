"""In which of the old encodings bytes that do not say are written."""

import re

_HANZI = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_HANZI_TWICE = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe]){2}")
_MOSTLY = 0.8
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uff10-\uff5a\u3005]{2}")
_ENOUGH = 100_000


def looks_chinese(raw: bytes) -> bool:
    """Tell pairs of high bytes, as Chinese has them, from single ones, as accents have them."""
    high = sum(byte >= 0x80 for byte in raw[:_ENOUGH])
    pairs = len(_HANZI.findall(raw[:_ENOUGH]))
    return 2 * pairs >= _MOSTLY * high and _HANZI_TWICE.search(raw) is not None


def name_in_archive(raw: bytes) -> str:
    """Decode a name of which a ZIP does not say how it is written: UTF-8, as Chinese or Japanese Windows writes, else the DOS way.

    What is valid UTF-8 beyond ASCII hardly ever is by chance. The form's own answer is code page 437.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for encoding, fits in (("gb18030", looks_chinese(raw)), ("cp932", True)):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if fits and (encoding != "cp932" or _JAPANESE.search(name)):
            return name
    return raw.decode("cp437")
