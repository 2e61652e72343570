"""Rules and the circumstances that they are judged on, made in memory."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from evidencekit.model.case import Case
from evidencekit.model.casefile import CaseFile
from evidencekit.model.evidence import Exhibit, Fact, Reading, SourceFile
from evidencekit.model.inforce import in_force
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, LostGoods, Particular, Particulars
from evidencekit.model.profile import Profile, ProfileFile
from evidencekit.model.vocabulary import Capacity, Event, Kind, LossType, Mode, ReadBy, View
from evidencekit.rules.circumstances import Circumstances, circumstances

TODAY = date(2026, 10, 20)
SOURCES = {
    "terms": {"text": "acme.example/terms", "read_on": date(2026, 1, 1), "confidence": "H"},
    "rumour": {"text": "a forum", "read_on": date(2026, 1, 1), "confidence": "L"},
}


def profile(on: date | None = None, *, head: dict[str, Any] | None = None, **version: Any) -> Profile:
    """Make a program of one version in the words of a file."""
    file = {
        "id": "acme", "title": "Acme, claims", "recipient": "Acme", "addressed_as": "carrier",
        "sources": SOURCES, "version": [{"letters": [], **version}],
    }  # fmt: skip
    return in_force(ProfileFile.model_validate(file | (head or {})), on)


def window(**keys: Any) -> dict[str, Any]:
    """Make a window to claim, 60 days from delivery unless told otherwise."""
    standard = {
        "id": "claim", "action": "claim", "latest": {"anchors": ["delivery_date"], "plus": 60},
        "if_missed": "claim_barred", "source": "terms",
    }  # fmt: skip
    return standard | keys


def exhibit(
    path: str,
    kind: Kind,
    *,
    view: View | None = None,
    media: str = "application/pdf",
    **facts: object,
) -> Exhibit:
    """Make an exhibit that was recognised, with facts read from it."""
    source = SourceFile(path, Path(path), path.encode().hex().ljust(64, "0")[:64], 1, media)
    read = tuple(Fact(n, v, path, 1, ReadBy.TEXT, 0.95) for n, v in facts.items())  # type: ignore[arg-type]
    return Exhibit(Reading(source, facts=read), kind, 0.9, "made for a test", path, view, "A")


def particulars(
    *,
    loss: LossType | None = LossType.DAMAGED,
    mode: Mode | None = Mode.PARCEL,
    capacity: Capacity | None = None,
    amount: str | None = None,
    goods: tuple[LostGoods, ...] = (),
    **entries: object,
) -> Particulars:
    """Make what is known of a case; entries are events and facts by name."""
    made = tuple(Particular(n, v, stated=True) for n, v in entries.items())  # type: ignore[arg-type]
    return Particulars(
        "R-1", Claimant("Harbor Home", capacity=capacity), mode, loss, None,
        Money.parse(amount) if amount else None, "", goods, made,
    )  # fmt: skip


def case(**tables: Any) -> Case:
    """Make a case of which only `case.toml` is given."""
    return Case("made", Path("made"), CaseFile.model_validate(tables), described=True)


def known(
    about: Particulars | None = None, kinds: frozenset[Kind] = frozenset(), **tables: Any
) -> Circumstances:
    """Make the circumstances of a case; `tables` are those of case.toml."""
    return circumstances(case(**tables), about or particulars(), kinds)


def lost(
    description: str, quantity: int, cost: str, *, sent: int | None = None, sku: str | None = None
) -> LostGoods:
    """Make a line of lost goods."""
    unit = Money.parse(cost)
    return LostGoods(
        sku, description, Decimal(sent) if sent else None, Decimal(quantity), unit, unit.times(quantity)
    )


def events(**days: date | datetime) -> dict[Event, date | datetime]:
    """Name events with their days."""
    return {Event(name): at for name, at in days.items()}
