"""What goes into the folder of a case that reports tell of: the lines of its `case.toml`, and the rows of the reports about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from evidencekit.ledger.contents import Contents
from evidencekit.ledger.inbound import ShortLine, ShortShipment
from evidencekit.ledger.reports import Report, ReportKind
from evidencekit.ledger.unpaid import UnpaidLoss
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import LossType
from evidencekit.names import kept_name
from evidencekit.tomltext import quoted

_LISTED = 6


Rows = tuple[str, str, list[str]]
"""A report's name, its headings and some of its lines."""
_Numbered = dict[str, list[tuple[int, str]]]
"""Lines with their numbers, by what they are about."""


@dataclass(frozen=True)
class Source:
    """The reports from which cases are made."""

    reports: tuple[Report, ...]
    contents: tuple[Contents, ...]
    paid_until: date
    """The day of the last payment in them."""
    claimant: Mapping[str, object]
    """Who claims, as in `case.toml`."""

    @cached_property
    def by_goods(self) -> tuple[_Numbered, ...]:
        """The lines of each report that are about no receipt, by FNSKU."""
        return tuple(_sorted((r.fnsku, r.line) for r in one.rows if not r.received) for one in self.reports)

    @cached_property
    def by_shipment(self) -> tuple[_Numbered, ...]:
        """The lines of each report that are about a receipt, by shipment."""
        return tuple(_sorted((r.shipment, r.line) for r in one.rows if r.received) for one in self.reports)

    @cached_property
    def listed(self) -> tuple[_Numbered, ...]:
        """The lines of each list of contents, by shipment."""
        return tuple(_sorted((r.shipment, r.line) for r in one.rows) for one in self.contents)


def _sorted(rows: Iterable[tuple[str, str]]) -> _Numbered:
    found: _Numbered = {}
    for number, (about, line) in enumerate(rows):
        found.setdefault(about, []).append((number, line))
    return found


def files(source: Source, loss: UnpaidLoss | ShortShipment) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each file of evidence: the rows of each report that are about a loss."""
    used = set[str]()
    found = _warehouse_rows(source, loss) if isinstance(loss, UnpaidLoss) else _inbound_rows(source, loss)
    about = loss.fnsku if isinstance(loss, UnpaidLoss) else loss.shipment
    for file, head, lines in found:
        if not lines:
            continue
        stem, suffix = Path(file).stem, Path(file).suffix
        number = 1
        while (name := _rows_name(stem, suffix, about, number)).casefold() in used:
            number += 1
        used.add(name.casefold())
        yield name, "\n".join([head, *lines, ""])


def _rows_name(stem: str, suffix: str, about: str, number: int) -> str:
    """Return the name for some rows of a report; reports of several folders may have the same name, so that later ones get a number."""
    which = f" ({number})" if number > 1 else ""
    return kept_name(f"{stem}{which}, rows of {about}{suffix}".replace("/", "_"))


def _warehouse_rows(source: Source, loss: UnpaidLoss) -> Iterator[Rows]:
    for report, lines in zip(source.reports, source.by_goods, strict=True):
        yield report.file, report.head, [line for _, line in lines.get(loss.fnsku, ())]


def _inbound_rows(source: Source, short: ShortShipment) -> Iterator[Rows]:
    for one, lines in zip(source.contents, source.listed, strict=True):
        yield one.file, one.head, [line for _, line in lines.get(short.shipment, ())]
    goods = [line.fnsku for line in short.lines]
    for report, received, others in zip(source.reports, source.by_shipment, source.by_goods, strict=True):
        found = received.get(short.shipment, [])
        if report.kind is ReportKind.REIMBURSEMENTS:
            found = sorted(row for fnsku in goods for row in others.get(fnsku, ()))
        yield report.file, report.head, [line for _, line in found]


def warehouse_case(source: Source, loss: UnpaidLoss, recipient: str, country: str | None) -> Iterator[str]:
    """Give the lines of `case.toml` for units lost or damaged in a warehouse."""
    yield from _head(source, loss, f"{loss.fnsku} {loss.day}", recipient)
    if country or len(loss.centres) == 1:
        yield from ("", "[consignment]")
    yield from _where(country, loss.centres)
    yield from ("", "[loss]", f"type = {quoted(loss.type.value)}")
    yield f"description = {quoted(described(loss))}"
    yield from ("", "[events]", f"inventory_adjustment_date = {loss.day}")
    yield from _goods(loss.sku, loss.title or f"FNSKU {loss.fnsku}", None, loss.units)
    yield from ("", "[confirmed]")
    but = f" but what was taken back ({loss.taken_back} of this FNSKU)" if loss.taken_back else ""
    yield f"not-paid-already = true    # the reports hold no payment for them{but}; {_last_payment(source)}"


def inbound_case(
    source: Source, short: ShortShipment, profile: Profile, country: str | None
) -> Iterator[str]:
    """Give the lines of `case.toml` for a shipment that arrived short."""
    yield from _head(source, short, short.shipment, profile.id)
    yield from ("", "[consignment]", f"fba_shipment_id = {quoted(short.shipment)}")
    yield from _where(country, short.centres)
    yield '# carrier = "..."             # who brought it'
    yield '# tracking_numbers = ["..."]  # or pro_number, or bol_number'
    yield from ("", "[loss]", f"type = {quoted(short.type.value)}")
    yield f"description = {quoted(described(short))}"
    yield from ("", "[events]")
    if short.delivered is not None:
        yield f"fc_delivery_date = {short.delivered}    # the first receipt; where the proof of delivery names an earlier day, write that"
    else:
        yield "# fc_delivery_date = 2026-01-31    # when the fulfilment centre got it; from this day the time is counted"
    yield "# ship_date = 2026-01-31           # when it left you; invoices must be older"
    for line in short.lines:
        yield from _goods(line.sku, _described(line), line.expected, line.units)
    yield from ("", "[confirmed]    # what no program can see; true only where you have looked")
    for asked in profile.confirmations:
        yield from (f"# {' '.join(asked.question.split())}", f"# {quoted(asked.id)} = true")


def _head(source: Source, loss: UnpaidLoss | ShortShipment, reference: str, recipient: str) -> Iterator[str]:
    used = dict.fromkeys([*(c.file for c in source.contents), *(r.file for r in source.reports)])
    yield f"# Counted from {', '.join(used)}. What stands here wins over what is read from the files beside it: check it."
    if isinstance(loss, ShortShipment):
        yield f"# Of what was paid: {_last_payment(source)}."
    yield f"reference  = {quoted(reference)}"
    yield f"recipients = [{quoted(recipient)}]"
    if source.claimant:
        yield from ("", "[claimant]")
        yield from (f"{k} = {quoted(str(v))}" for k, v in source.claimant.items() if v is not None)


def _last_payment(source: Source) -> str:
    if source.paid_until == date.min:
        return "they hold no payment at all"
    return f"the last payment in them is of {source.paid_until}"


def _where(country: str | None, centres: tuple[str, ...]) -> Iterator[str]:
    if country:
        yield f"to_country = {quoted(country.upper())}"
    if len(centres) == 1:
        yield f"warehouse = {quoted(centres[0])}"


def _goods(sku: str, description: str, quantity: int | None, lost: int) -> Iterator[str]:
    yield from ("", "[[goods]]")
    if sku:
        yield f"sku = {quoted(sku)}"
    yield f"description = {quoted(description)}"
    if quantity is not None:
        yield f"quantity = {quantity}"
    yield f"quantity_lost = {lost}"
    yield '# unit_cost = "12.50 USD"      # what one unit cost you; Amazon pays the cost, not the retail price'


def folder_name(loss: UnpaidLoss | ShortShipment) -> str:
    """Return the name of a loss's folder."""
    if isinstance(loss, UnpaidLoss):
        return warehouse_name(loss.fnsku, loss.day, loss.type)
    return shipment_name(loss.shipment)


def warehouse_name(fnsku: str, day: date, type_: LossType) -> str:
    """Return the name of the folder for units lost or damaged in a warehouse."""
    return kept_name(f"{fnsku} {day} {type_.value}".replace("/", "_"))


def shipment_name(shipment: str) -> str:
    """Return the name of the folder for a shipment that arrived short."""
    return kept_name(f"{shipment} short".replace("/", "_"))


def described(loss: UnpaidLoss | ShortShipment) -> str:
    """Say in a sentence or two what the reports say of a loss."""
    return _lost(loss) if isinstance(loss, UnpaidLoss) else _arrived_short(loss)


def _lost(loss: UnpaidLoss) -> str:
    """Say in a sentence or two what the reports say of a loss in a warehouse."""
    many = f"{loss.units} unit{'s' if loss.units != 1 else ''}"
    if loss.units != loss.of:
        many = f"{loss.units} of {loss.of} units"
    parts = [f"{many} of FNSKU {loss.fnsku}"]
    if loss.asin:
        parts.append(f" (ASIN {loss.asin})")
    where = f" in fulfilment centre {_some(loss.centres)}" if loss.centres else ""
    parts.append(f" {'were' if loss.units != 1 else 'was'} reported {loss.type.value}{where} on {loss.day}.")
    if loss.references:
        parts.append(
            f" Adjustment {_some(loss.references)}{f', reason {_some(loss.reasons)}' if loss.reasons else ''}."
        )
    if loss.units != loss.of:
        how = "found, reconciled or paid" if loss.reconciled else "found or paid"
        parts.append(f" The other {loss.of - loss.units} were {how} since.")
    return "".join(parts)


def _arrived_short(short: ShortShipment) -> str:
    """Say in a sentence or two what the reports say of a shipment."""
    of = f" of {short.of}" if len(short.lines) == 1 else ""
    where = f" by fulfilment centre {_some(short.centres)}" if short.centres else ""
    since = f" from {short.delivered} on" if short.delivered is not None else ""
    goods = _some(
        tuple(f"{x.units} of FNSKU {x.fnsku} ({x.expected} sent, {x.received} received)" for x in short.lines)
    )
    told = f"{short.units}{of} unit{'s' if short.units != 1 or of else ''} of shipment {short.shipment} were not received{where}{since}: {goods}."
    settled = sum(x.settled for x in short.lines)
    return f"{told} {settled} more were found or paid since." if settled else told


def _described(line: ShortLine) -> str:
    return f"{line.title} (FNSKU {line.fnsku})" if line.title else f"FNSKU {line.fnsku}"


def _some(words: tuple[str, ...]) -> str:
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return ", ".join(words[:_LISTED]) + more
