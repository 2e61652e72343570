"""Text made alike for comparing: lower case, no accents, no full-width forms, and every character where it was."""

import unicodedata


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0x391, 0x3CA), *range(0x400, 0x460)):
        bare = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if len(bare) == 1:
            table[code] = bare
    table |= {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}  # full-width forms
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    return table | {
        ord(one): other
        for one, other in (
            ("ł", "l"), ("Ł", "l"), ("ø", "o"), ("Ø", "o"), ("đ", "d"), ("Đ", "d"), ("ı", "i"), ("ß", "s"), ("æ", "a"),
            ("Æ", "a"), ("œ", "o"), ("Œ", "o"), ("º", "o"), ("°", "o"), ("ª", "a"), ("№", "#"), ("\u00a0", " "),
            ("\u202f", " "), ("\u2009", " "), ("\u2007", " "), ("\u3000", " "), ("’", "'"), ("‘", "'"), ("´", "'"),
            ("`", "'"), ("‐", "-"), ("‑", "-"), ("–", "-"), ("—", "-"), ("−", "-"), ("：", ":"), ("￥", "¥"),
        )
    }  # fmt: skip


_FOLDED = _table()


def folded(text: str) -> str:
    """Return the text in lower case without accents; a position in it is the same position in the original."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)
