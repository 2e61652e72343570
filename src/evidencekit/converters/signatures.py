"""Signatures of a PDF as it arrived: who signed, when, and whether something was added since."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.words import day_words

_NAMED = 4
_LONGEST = 80
_DAY = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, as the file itself tells of it; that it is genuine is for the recipient's reader to judge."""

    by: str | None
    on: date | None
    ends: int
    """How many bytes of the file it speaks for, from the beginning."""


def signatures(pdf: Path) -> tuple[Signature, ...]:
    """Return the signatures of a PDF in the order of their fields; empty where it has none, or cannot be read."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        fields = (PdfReader(pdf).get_fields() or {}).values()
        return tuple(_signature(f["/V"]) for f in fields if f.get("/FT") == "/Sig" and f.get("/V"))
    except (
        Exception
    ):  # a stranger's file breaks a reader in every way; that it is signed has been seen already
        return ()


def told(path: str, found: tuple[Signature, ...], size: int) -> Iterator[Finding]:
    """Say who signed, that the copy in the bundle is not signed, and whether bytes stand behind the last signature."""
    who = "; ".join(dict.fromkeys(filter(None, map(_who, found[:_NAMED]))))
    by = f" (as it says itself: {who})" if who else ""
    yield note(
        "signed",
        f"{path} is signed{by}; in the bundle, whose pages are merged, the signature ends.",
        path,
    )
    ends = max((s.ends for s in found), default=0)
    if ends and ends < size:
        yield warning(
            "changed-after-signature",
            f"{path} was added to after it was signed: its last signature speaks for the first {ends:,} of {size:,} bytes. "
            "A recipient that checks it may ask why; send the file as it was signed, if you have it.",
            path,
        )


def _signature(value: dict[str, object]) -> Signature:
    by, on, covered = value.get("/Name"), value.get("/M"), value.get("/ByteRange")
    numbers = [int(str(n)) for n in covered] if isinstance(covered, list) else []
    return Signature(
        by=" ".join(str(by).split())[:_LONGEST] if by else None,
        on=_day(str(on)) if on else None,
        ends=numbers[2] + numbers[3] if len(numbers) == 4 else 0,
    )


def _day(written: str) -> date | None:
    """Read the day of `D:20210104201151+01'00'`, as it was where it was signed."""
    found = _DAY.match(written)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _who(signature: Signature) -> str:
    by = f"by {signature.by}" if signature.by else ""
    on = f"on {day_words(signature.on)}" if signature.on else ""
    return f"{by} {on}".strip()
