"""Check digits of the identifiers that parcels, containers, goods and companies carry."""

from collections.abc import Callable, Sequence

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def ups(number: str) -> bool:
    """Check what follows the prefix of a UPS 1Z number, or an OnTrac number with its letter.

    Letters count (code - 63) modulo 10, every second place twice, the sum up to the next ten.
    """
    total = sum(
        (int(c) if c.isdigit() else (ord(c) - 63) % 10) * (2 if i % 2 else 1)
        for i, c in enumerate(number[:-1])
    )
    return number[-1] == str(-total % 10)


def s10(number: str) -> bool:
    """Check a postal S10 number (UPU standard S10): weights 8 6 4 2 3 5 9 7, modulo 11, where 10 is 0 and 11 is 5."""
    rest = 11 - _weighed(number[2:10], _S10_WEIGHTS) % 11
    return int(number[10]) == {10: 0, 11: 5}.get(rest, rest)


def mod10(number: str) -> bool:
    """Check a number whose digits, weighed 1 and 3 in turn from the right, make a multiple of ten.

    So are all of GS1 (GTIN, SSCC) and, each on its own digits, USPS, FedEx Ground, Canada Post and Hermes.
    """
    return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(number))) % 10 == 0


def luhn(number: str) -> bool:
    """Check a number by Luhn's rule (ISO/IEC 7812-1): every second digit from the right twice, digits summed."""
    doubled = (sum(divmod(2 * int(d), 10)) if i % 2 else int(d) for i, d in enumerate(reversed(number)))
    return sum(doubled) % 10 == 0


def mod7(number: str) -> bool:
    """Check a number whose last digit is the rest of the others divided by 7: DHL Express, air waybills (IATA)."""
    return int(number[:-1]) % 7 == int(number[-1])


def fedex12(number: str) -> bool:
    """Check a FedEx Express number of 12 digits: weights 3 1 7, modulo 11, then 10."""
    return _weighed(number[:11], (3, 1, 7) * 4) % 11 % 10 == int(number[11])


def fedex14(number: str) -> bool:
    """Check the 14 digits at the end of a FedEx number of 34 digits: weights 1 7 3, modulo 11, then 10."""
    return _weighed(number[:13], (1, 7, 3) * 5) % 11 % 10 == int(number[13])


def identcode(number: str) -> bool:
    """Check a German Identcode or Leitcode (DHL Paket): weights 4 and 9 in turn, up to the next ten."""
    return -_weighed(number[:-1], (4, 9) * 8) % 10 == int(number[-1])


def mod37_36(number: str) -> bool:
    """Check by ISO/IEC 7064, MOD 37,36 (DPD's parcel label specification): digits and letters, the last one checks."""
    product = 36
    for character in number[:-1]:
        product = (product + _ALPHANUMERIC.index(character)) % 36 or 36
        product = product * 2 % 37
    return (product + _ALPHANUMERIC.index(number[-1])) % 36 == 1


def iso6346(number: str) -> bool:
    """Check a container number (ISO 6346): letters count from 10 without multiples of 11, places weigh powers of two."""
    values = {}
    value = 10
    for letter in _ALPHANUMERIC[10:]:
        value += value % 11 == 0
        values[letter] = value
        value += 1
    total = sum((values[c] if c.isalpha() else int(c)) * 2**i for i, c in enumerate(number[:10]))
    return bool(total % 11 % 10 == int(number[10]))


def iban(number: str) -> bool:
    """Check an IBAN (ISO 13616): known country, its length and form, the national check digits, modulo 97."""
    from stdnum import iban as standard

    return bool(standard.is_valid(number))


def vat(number: str) -> bool:
    """Check a value added tax number of the European Union or the United Kingdom by its country's rule."""
    from stdnum.eu import vat as european
    from stdnum.gb import vat as british

    # stdnum takes an Irish or a British number without its letters as well; here the country comes first.
    if number.startswith(("GB", "XI")):
        return bool(british.is_valid(number[2:]))
    return bool(european.is_valid(number))


def uscc(number: str) -> bool:
    """Check a Chinese unified social credit code (GB 32100-2015): 18 places, modulo 31."""
    from stdnum.cn import uscc as standard

    return bool(standard.is_valid(number))


CHECKS: dict[str, Callable[[str], bool]] = {
    check.__name__: check
    for check in (
        ups, s10, mod10, luhn, mod7, fedex12, fedex14, identcode, mod37_36, iso6346, iban, vat, uscc,
    )
}  # fmt: skip
"""Every check by the name that `templates/numbers/*.toml` uses."""


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))
