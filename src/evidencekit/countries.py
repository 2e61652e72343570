"""Countries: the two letters of ISO 3166 for what documents and people write."""

import re
from functools import cache

_ALSO = {
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "korea": "KR",
    "macau": "MO",
    "peoples republic of china": "CN",
    "pr china": "CN",
    "prc": "CN",
    "scotland": "GB",
    "south korea": "KR",
    "uae": "AE",
    "united states of america": "US",
    "viet nam": "VN",
    "wales": "GB",
}
_LONGEST = 60


def country_code(written: str) -> str | None:
    """Return the two letters of the country that is meant, by code or English name; None where none is."""
    if len(written) > _LONGEST:
        return None
    plain = " ".join(re.sub(r"[.'\u2019]", "", written).casefold().split())
    return _codes().get(plain.removeprefix("the "))


def country_name(code: str) -> str:
    """Return a country's English name."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


@cache
def _codes() -> dict[str, str]:
    """Return every spelling that is known, in small letters, with the code that it means."""
    from babel import Locale
    from babel.core import get_global

    found = {old.casefold(): new[0] for old, new in get_global("territory_aliases").items() if len(new) == 1}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"XX", "ZZ", "XA", "XB", "EU", "UN", "EZ", "QO"}:
            found[code.casefold()] = code
            found[re.sub(r"[.'\u2019]", "", name).casefold()] = code
    return found | _ALSO
