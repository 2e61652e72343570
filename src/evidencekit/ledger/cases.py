"""Case folders for the losses that Amazon's reports leave unpaid, each with the rows that prove it."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidencekit.countries import country_code
from evidencekit.days import the_day
from evidencekit.duedates import due
from evidencekit.errors import CannotWriteError, CaseError, EvidenceKitError, UsageError
from evidencekit.ledger.reports import Report, ReportKind, read_reports
from evidencekit.ledger.unpaid import Settled, UnpaidLoss, rows_about, settle
from evidencekit.model.assessment import WindowStatus
from evidencekit.model.casefile import CaseFile
from evidencekit.names import kept_name
from evidencekit.tomlfile import load_toml

RECIPIENT = "amazon-fba-warehouse"
_CASE_FILE = "case.toml"
_LISTED = 6


@dataclass(frozen=True, slots=True)
class LossCase:
    """One loss, and what became of it."""

    loss: UnpaidLoss
    folder: Path
    latest: date | None
    """The last day for the claim; None where it cannot be counted."""
    state: str
    """`written`, `there already` or `too late`."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What the reports come to, and the case of each loss that is left."""

    settled: Settled
    cases: tuple[LossCase, ...]


def import_ledger(
    files: Sequence[Path],
    *,
    into: Path,
    country: str | None = None,
    like: Path | None = None,
    today: date | None = None,
    templates: Path | None = None,
) -> Imported:
    """Write a case folder below `into` for each loss that was neither found nor paid and whose window has not closed.

    `files` are reports of one seller: the Inventory Ledger (or Inventory Adjustments), and Reimbursements. `country` is the
    marketplace's where the ledger has no column for it, `like` a `case.toml` whose claimant every case gets. A folder that is
    there already is left as it is. Each new folder comes to stand whole. Raises `UsageError` where a report is missing
    or is none, `CaseError` where a row cannot be read, and `CannotWriteError`.
    """
    reports = read_reports(files)
    _enough(reports)
    code = country_code(country) if country else None
    if country and code is None:
        raise UsageError(f"{country!r} is no country that is known here; use two letters such as US or DE.")
    claimant = load_toml(like, CaseFile, CaseError).claimant.model_dump(exclude_unset=True) if like else {}
    settled, day = settle(reports), the_day(today)
    try:
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=into) as place:
            drafts = {loss: Path(place, _name(loss)) for loss in settled.unpaid}
            for loss, folder in drafts.items():
                _write(folder, loss, reports, settled, code, claimant)
            ends = _ends(drafts, day, templates)
            cases = tuple(_case(loss, into, ends[_like(loss)]) for loss in settled.unpaid)
            for case in cases:
                if case.state == "written":
                    drafts[case.loss].rename(case.folder)
    except OSError as reason:
        raise CannotWriteError(f"{into} cannot be written: {reason.strerror or reason}.") from reason
    return Imported(settled, cases)


def _enough(reports: tuple[Report, ...]) -> None:
    kinds = {r.kind for r in reports}
    if not kinds & {ReportKind.LEDGER, ReportKind.ADJUSTMENTS}:
        raise UsageError(
            "the Inventory Ledger (detailed view) is missing: only it says what was lost or damaged."
        )
    if {ReportKind.LEDGER, ReportKind.ADJUSTMENTS} <= kinds:
        raise UsageError(
            "the Inventory Ledger and the Inventory Adjustments report list the same losses; give only one of them."
        )
    if ReportKind.REIMBURSEMENTS not in kinds:
        raise UsageError(
            "the Reimbursements report is missing: without it nobody knows what Amazon has paid already, "
            "and what was paid must not be claimed again. Download it for the same months, until today."
        )


def _name(loss: UnpaidLoss) -> str:
    return kept_name(f"{loss.fnsku} {loss.day} {loss.type.value}".replace("/", "_"))


def _like(loss: UnpaidLoss) -> tuple[date, str, str]:
    """Return what a loss's window depends on."""
    return loss.day, loss.type.value, loss.country


def _ends(drafts: dict[UnpaidLoss, Path], day: date, templates: Path | None) -> dict[tuple[date, str, str], tuple[date | None, bool]]:  # fmt: skip
    """Return the last day of the claim's window and whether it has closed, asked once for losses that are alike in it."""
    one_of = {_like(loss): folder for loss, folder in drafts.items()}
    found = {}
    for key, (_, answer) in zip(
        one_of, due(list(one_of.values()), today=day, templates=templates), strict=True
    ):
        if isinstance(answer, EvidenceKitError):
            raise answer
        claims = [d.window for d in answer if d.window.action == "claim" and d.window.leads]
        latest = min((w.latest for w in claims if w.latest), default=None)
        found[key] = latest, any(w.status is WindowStatus.CLOSED for w in claims)
    return found


def _case(loss: UnpaidLoss, into: Path, end: tuple[date | None, bool]) -> LossCase:
    folder, (latest, closed) = into / _name(loss), end
    state = "too late" if closed else "there already" if folder.exists() else "written"
    return LossCase(loss, folder, latest, state)


def _write(
    folder: Path, loss: UnpaidLoss, reports: tuple[Report, ...], settled: Settled, country: str | None, claimant: dict[str, object]
) -> None:  # fmt: skip
    folder.mkdir()
    used = []
    for report in reports:
        if lines := list(rows_about(report, loss.fnsku)):
            stem, suffix = Path(report.file).stem, Path(report.file).suffix
            name = kept_name(f"{stem}, rows of {loss.fnsku}{suffix}".replace("/", "_"))
            (folder / name).write_text("\n".join([report.head, *lines, ""]), encoding="utf-8")
            used.append(report.file)
    text = "\n".join(_case_file(loss, settled, used, country, claimant)) + "\n"
    (folder / _CASE_FILE).write_text(text, encoding="utf-8")


def _case_file(
    loss: UnpaidLoss, settled: Settled, used: list[str], country: str | None, claimant: dict[str, object]
) -> Iterator[str]:
    yield f"# Counted from {', '.join(used)}. What stands here wins over what is read from the files beside it: check it."
    yield f"reference  = {_quoted(f'{loss.fnsku} {loss.day}')}"
    yield f"recipients = [{_quoted(RECIPIENT)}]"
    if claimant:
        yield from ("", "[claimant]")
        yield from (f"{key} = {_quoted(str(value))}" for key, value in claimant.items() if value is not None)
    destination = loss.country or country
    if destination or len(loss.centres) == 1:
        yield from ("", "[consignment]")
    if destination:
        yield f"to_country = {_quoted(destination.upper())}"
    if len(loss.centres) == 1:
        yield f"warehouse = {_quoted(loss.centres[0])}"
    yield from (
        "",
        "[loss]",
        f"type = {_quoted(loss.type.value)}",
        f"description = {_quoted(_description(loss))}",
    )
    yield from ("", "[events]", f"inventory_adjustment_date = {loss.day}")
    yield from ("", "[[goods]]")
    if loss.sku:
        yield f"sku = {_quoted(loss.sku)}"
    yield f"description = {_quoted(loss.title or f'FNSKU {loss.fnsku}')}"
    yield f"quantity_lost = {loss.units}"
    yield '# unit_cost = "12.50 USD"      # what one unit cost you; Amazon pays the cost, not the retail price'
    yield from ("", "[confirmed]")
    yield f"not-paid-already = true    # the reports hold no payment for them; the last payment in them is of {settled.paid_until}"


def _description(loss: UnpaidLoss) -> str:
    """Say in a sentence or two what the reports say."""
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
        parts.append(f" The other {loss.of - loss.units} were found or paid since.")
    return "".join(parts)


def _some(words: tuple[str, ...]) -> str:
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return ", ".join(words[:_LISTED]) + more


def _quoted(text: str) -> str:
    """Write a string as TOML and JSON both write it."""
    return json.dumps("".join(c if c.isprintable() or c == "\n" else " " for c in text), ensure_ascii=False)
