"""Numbers that are invented and still pass their own check."""

from collections.abc import Sequence


def ups(body: str) -> str:
    """Return the 1Z number whose 15 characters after `1Z` these are, with its check digit."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in body]
    total = sum(values[0::2]) + 2 * sum(values[1::2])
    return f"1Z{body}{-total % 10}"


def container(body: str) -> str:
    """Return the container number whose four letters and six digits these are, with its ISO 6346 check digit."""
    worth: dict[str, int] = dict(
        zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _without_multiples_of_eleven(26), strict=True)
    )
    total = sum((worth[c] if c.isalpha() else int(c)) << place for place, c in enumerate(body))
    return f"{body}{total % 11 % 10}"


def _without_multiples_of_eleven(count: int) -> Sequence[int]:
    return [n for n in range(10, 10 + 2 * count) if n % 11][:count]
