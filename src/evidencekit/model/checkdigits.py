"""Check digits of the identifiers that parcels, containers and waybills carry."""

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def ups(number: str) -> bool:
    """Check a UPS 1Z number: letters count (ord - 63) mod 10, every second place twice, the sum up to the next ten."""
    body = number[2:-1]
    total = sum(
        (int(c) if c.isdigit() else (ord(c) - 63) % 10) * (2 if i % 2 else 1) for i, c in enumerate(body)
    )
    return number[-1] == str(-total % 10)


def s10(number: str) -> bool:
    """Check a postal S10 number (UPU standard S10): weights 8 6 4 2 3 5 9 7, modulo 11."""
    rest = 11 - sum(w * int(d) for w, d in zip(_S10_WEIGHTS, number[2:10], strict=True)) % 11
    return int(number[10]) == {10: 0, 11: 5}.get(rest, rest)


def mod10(number: str) -> bool:
    """Check a number whose last digit makes the weighted sum (3 and 1 from the right) a multiple of ten: GS1, USPS, FedEx SSCC."""
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(number)))
    return total % 10 == 0


def mod7(number: str) -> bool:
    """Check a DHL Express waybill: the last digit is the rest of the others divided by 7."""
    return int(number[:-1]) % 7 == int(number[-1])


def awb(number: str) -> bool:
    """Check an air waybill: the eighth digit of the serial number is the rest of the first seven divided by 7."""
    serial = number.replace("-", "")[3:]
    return int(serial[:7]) % 7 == int(serial[7])


def fedex12(number: str) -> bool:
    """Check a FedEx Express number of 12 digits: weights 3 1 7, modulo 11, then 10."""
    total = sum(int(d) * w for d, w in zip(number[:11], (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), strict=True))
    return total % 11 % 10 == int(number[11])


def iso6346(number: str) -> bool:
    """Check a container number (ISO 6346): letters count from 10 without multiples of 11, places weigh powers of two."""
    values = {}
    value = 10
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        value += value % 11 == 0
        values[letter] = value
        value += 1
    total = sum((values[c] if c.isalpha() else int(c)) * 2**i for i, c in enumerate(number[:10]))
    return bool(total % 11 % 10 == int(number[10]))


CHECKS = {
    "ups": ups,
    "s10": s10,
    "mod10": mod10,
    "mod7": mod7,
    "awb": awb,
    "fedex12": fedex12,
    "iso6346": iso6346,
}
