"""A first `case.toml`: what the evidence says, with its source beside it, and questions where it says nothing."""

from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError

from evidencekit.model.bundle import Review
from evidencekit.model.casefile import ConsignmentEntry
from evidencekit.model.evidence import Exhibit
from evidencekit.model.particulars import LostGoods, Particular, Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity, Event, Kind, LossType, Mode, View
from evidencekit.tomltext import quoted, written
from evidencekit.views.plain import plain

_ALWAYS_ASKED = ("carrier", "packages", "packages_affected", "gross_weight_kg", "declared_value")
_EXAMPLES = {
    "carrier": '"UPS"', "packages": "12", "packages_affected": "2", "gross_weight_kg": '"86.4"', "declared_value": '"1245.00 USD"',
}  # fmt: skip
_DATES_ASKED = (Event.SHIP_DATE, Event.DELIVERY_DATE)


def case_toml(
    review: Review, recipients: tuple[str, ...], profiles: tuple[Profile, ...], before: str = ""
) -> str:
    """Write the file; `before` is what stood in the one that it replaces, kept at its end as comments."""
    known = review.particulars
    parts = (
        _head(review, recipients),
        _claimant(known),
        _consignment(known),
        _loss(known),
        _events(known, profiles),
        _goods(known.goods),
        _evidence(review.exhibits),
        _confirmed(profiles),
        _before(before),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(review: Review, recipients: tuple[str, ...]) -> Iterator[str]:
    yield f"# The case {_comment(review.case)}: what only you know, or know better. Every line may go."
    yield "# What stands here wins over what was read from the evidence. Lines that begin with # do not count;"
    yield "# take the # away to use one. The words after a value say where it was read: check it."
    yield ""
    yield f"reference  = {quoted(review.particulars.reference)}"
    if recipients:
        yield f"recipients = [{', '.join(quoted(r) for r in recipients)}]"
    else:
        yield '# recipients = ["generic"]       # `evidencekit recipients` lists them'
    yield '# language = "en"   # of the letters: en, de, zh; left out: as the recipient is written to'


def _claimant(known: Particulars) -> Iterator[str]:
    claimant = known.claimant
    yield from ("", "[claimant]                        # who claims")
    hints = {
        "name": '"..."',
        "address": '"street\\ntown\\ncountry"',
        "email": '"..."',
        "phone": '"..."',
        "signatory": '"Name, position"',
    }
    for name, hint in hints.items():
        value = getattr(claimant, name)
        yield (
            f"{name} = {quoted(value)}    # check: read from the evidence or stated before"
            if value
            else f"# {name} = {hint}"
        )
    choices = " ".join(c.value for c in Capacity)
    if claimant.capacity:
        yield f"capacity = {quoted(claimant.capacity.value)}    # one of: {choices}"
    else:
        yield f'# capacity = "owner"    # one of: {choices}'


def _consignment(known: Particulars) -> Iterator[str]:
    yield from ("", "[consignment]                     # the shipment")
    if known.mode is not None:
        yield f"mode = {quoted(known.mode.value)}    # one of: {' '.join(m.value for m in Mode)}"
    else:
        yield f'# mode = "parcel"    # one of: {" ".join(m.value for m in Mode)}'
    numbers = known.all("tracking_number")
    if numbers:
        yield f"tracking_numbers = [{', '.join(quoted(str(n.value)) for n in numbers)}]{_origin(numbers[0])}"
    else:
        yield '# tracking_numbers = ["1Z..."]'
    for name in ConsignmentEntry.model_fields:
        entry = known.get(name)
        if entry is not None:
            yield _entry(name, entry)
        elif name in _ALWAYS_ASKED:
            yield f"# {name} = {_EXAMPLES[name]}"


def _entry(name: str, entry: Particular) -> str:
    """Write one value, as a comment where the file would not take it."""
    line = f"{name} = {written(entry.value)}{_origin(entry)}"
    try:
        ConsignmentEntry.model_validate({name: entry.value})
    except ValidationError:
        return f"# {line}"
    return line


def _loss(known: Particulars) -> Iterator[str]:
    yield from ("", "[loss]                            # what happened")
    choices = " ".join(t.value for t in LossType)
    if known.loss_type is not None:
        yield f"type = {quoted(known.loss_type.value)}    # check it; one of: {choices}"
    else:
        yield f'# type = "damaged"    # one of: {choices}'
    if known.description:
        yield f"description = {quoted(known.description)}"
    else:
        yield '# description = "Two cartons crushed, contents broken."'
    if known.amount is not None:
        yield f'# amount = "{known.amount.amount:f} {known.amount.currency}"    # so far: {_comment(known.amount_basis)}'
    else:
        yield '# amount = "1245.00 USD"    # else it is reckoned from [[goods]]'


def _events(known: Particulars, profiles: tuple[Profile, ...]) -> Iterator[str]:
    """Write the dates that are known, and ask for those from which a recipient counts."""
    asked = dict.fromkeys(_DATES_ASKED)
    for profile in profiles:
        for window in profile.windows:
            for bound in (window.earliest, window.latest):
                asked |= dict.fromkeys(bound.anchors if bound else ())
    yield from ("", "[events]                          # dates from which the time to claim is counted")
    for event in Event:
        entry = known.get(event.value)
        if entry is not None and isinstance(entry.value, date):
            yield f"{event.value} = {written(entry.value)}{_origin(entry)}"
        elif event in asked:
            yield f"# {event.value} = 2026-01-31"


def _goods(goods: tuple[LostGoods, ...]) -> Iterator[str]:
    yield from ("", "# What was lost, line by line. Once one [[goods]] counts, only these count.")
    for line in goods:
        yield "# [[goods]]"
        values = {
            "sku": line.sku,
            "description": line.description,
            "quantity": line.quantity,
            "quantity_lost": line.quantity_lost,
            "unit_cost": line.unit_cost,
        }
        for name, value in values.items():
            if value is not None:
                yield f"# {name} = {written(value)}"
        if line.sources:
            yield f"#   from {_comment(', '.join(line.sources))}"
    if not goods:
        yield from (
            "# [[goods]]",
            '# description = "..."',
            "# quantity = 24",
            "# quantity_lost = 6",
            '# unit_cost = "12.50 USD"',
        )


def _evidence(exhibits: tuple[Exhibit, ...]) -> Iterator[str]:
    """Ask for what could not be recognised: the kind of a file, what a photo shows."""
    for exhibit in exhibits:
        if exhibit.left_out:
            continue
        if exhibit.kind is Kind.OTHER:
            yield from (
                "",
                f"[evidence.{quoted(exhibit.path)}]    # not recognised: {_comment(exhibit.because)}",
            )
            yield '# kind = "..."    # such as supplier_invoice, proof_of_delivery, correspondence'
            yield "# leave_out = true"
        elif exhibit.kind is Kind.PHOTO and exhibit.view in (None, View.UNKNOWN):
            yield from ("", f"[evidence.{quoted(exhibit.path)}]    # what does this photo show?")
            yield f'# view = "..."    # one of: {" ".join(v.value for v in View if v is not View.UNKNOWN)}'


def _confirmed(profiles: tuple[Profile, ...]) -> Iterator[str]:
    asked = {c.id: (profile.id, c.question) for profile in profiles for c in profile.confirmations}
    if asked:
        yield from (
            "",
            "[confirmed]                       # what no program can see; true only where you have looked",
        )
    for name, (recipient, question) in asked.items():
        yield f"# {_comment(recipient)}: {_comment(question)}"
        yield f"# {quoted(name)} = true"


def _before(text: str) -> Iterator[str]:
    if text.strip():
        yield from ("", "# What stood here before:")
        for line in text.splitlines():
            yield f"# {_comment(line)}".rstrip()


def _origin(entry: Particular) -> str:
    """Say where a value was read."""
    fact = next(iter(entry.facts), None)
    if fact is None:
        return ""
    page = f" page {fact.page}" if fact.page is not None else ""
    return f"    # {_comment(fact.source)}{page}"


def _comment(text: str) -> str:
    """Keep what the evidence says on the line of the comment it stands in."""
    return plain(" ".join(text.split())).encode("utf-8", "replace").decode()
