"""Names of firms and people as documents spell them: the same party, written two ways."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

_FORMS = frozenset(
    [
        "llc",
        "l",
        "l",
        "c",
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "plc",
        "lp",
        "llp",
        "lllp",
        "pc",
        "pllc",
        "pty",
        "pte",
        "pvt",
        "private",
        "bhd",
        "sdn",
        "gmbh",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "ug",
        "mbh",
        "ek",
        "e",
        "k",
        "se",
        "eg",
        "ev",
        "sarl",
        "sas",
        "sasu",
        "sa",
        "eurl",
        "snc",
        "sl",
        "slu",
        "srl",
        "spa",
        "sro",
        "as",
        "oy",
        "ab",
        "aps",
        "bv",
        "nv",
        "cv",
        "vof",
        "spzoo",
        "sp",
        "z",
        "o",
        "o",
        "zoo",
        "kft",
        "zrt",
        "doo",
        "dba",
        "the",
        "and",
        "und",
        "et",
        "y",
    ]
)
_FORMS_ZH = re.compile(r"股份有限公司|有限责任公司|有限公司|公司|集团")
_NOT_A_WORD = re.compile(r"[^\w\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLOSE = 0.92
"""Likeness of two names without their legal forms that a slip of the pen or of OCR leaves."""
_LONG = 200


def same_party(one: str, other: str) -> bool:
    """Say whether two names are one party's: legal form, case, accents, punctuation, order of words and a slip aside.

    `Shenzhen Brightway Trading Co., Ltd.` and `SHENZHEN BRIGHTWAY TRADING CO LTD` are, `Harbor Home Goods` and
    `Harbor Light Goods` are not.
    """
    first, second = _bare(one), _bare(other)
    if not first or not second:
        return False
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return True
    shorter, longer = sorted((first, second), key=len)
    # "Harbor Home Goods" for "Harbor Home Goods Seattle": what is left out stands at the end.
    if len(shorter) >= 2 and longer[: len(shorter)] == shorter and len(longer) - len(shorter) <= 2:
        return True
    # Spaces and single letters are what OCR and typists get wrong; a whole other word is another name.
    return len(first) == len(second) and all(_alike(a, b) for a, b in zip(first, second, strict=True))


def one_of(name: str, names: Iterable[str]) -> bool:
    """Say whether a name is the same as one of several."""
    return any(same_party(name, other) for other in names)


def _bare(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name[:_LONG].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _FORMS_ZH.sub(" ", plain)
    words = [w for w in _NOT_A_WORD.sub(" ", plain.replace("&", " and ").replace("'", "")).split() if w]
    return [w for w in words if w not in _FORMS] or words


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if _HAN.search(one) or min(len(one), len(other)) < 5 or one.isdigit() or other.isdigit():
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _CLOSE - 0.08
