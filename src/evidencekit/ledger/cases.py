"""Case folders for the losses that Amazon's reports leave unpaid, each with the rows that prove it."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from evidencekit.countries import country_code
from evidencekit.days import the_day
from evidencekit.duedates import due
from evidencekit.errors import CannotWriteError, CaseError, EvidenceKitError, UsageError
from evidencekit.ledger.contents import Contents
from evidencekit.ledger.drafts import Source, files, folder_name, inbound_case, warehouse_case
from evidencekit.ledger.inbound import Arrivals, ShortShipment, short_shipments
from evidencekit.ledger.programs import inbound_program
from evidencekit.ledger.reports import Report, ReportKind, read_reports
from evidencekit.ledger.sameness import counted_once
from evidencekit.ledger.standing import Contradicted, contradicted
from evidencekit.ledger.unpaid import Settled, UnpaidLoss, settle
from evidencekit.model.assessment import WindowStatus
from evidencekit.model.casefile import CaseFile
from evidencekit.model.profile import Profile
from evidencekit.resources import open_library
from evidencekit.tomlfile import load_toml
from evidencekit.underway import get_on

RECIPIENT = "amazon-fba-warehouse"
_CASE_FILE = "case.toml"
Loss = UnpaidLoss | ShortShipment


@dataclass(frozen=True, slots=True)
class LossCase:
    """One loss, and what became of it."""

    loss: Loss
    recipient: str
    folder: Path
    latest: date | None
    """The last day for the claim; None where it cannot be counted."""
    state: str
    """`written`, `there already`, `too late`, or `too early` where Amazon may still be counting or the window has not begun."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What the reports come to, and the case of each loss that is left."""

    settled: Settled
    arrivals: Arrivals
    cases: tuple[LossCase, ...]
    contradicted: tuple[Contradicted, ...] = ()
    """Folders that were there already and claim what the reports do not leave."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A loss, for whom its claim is, and where its folder is made."""

    loss: Loss
    country: str | None
    recipient: str
    folder: Path
    lines: tuple[str, ...]
    """Of its `case.toml`."""
    at_latest: "_Draft | None" = None
    """Where the day is not known: the same, had it come on the last day on which it can have come."""

    @property
    def alike(self) -> tuple[object, ...]:
        """What the loss's window depends on."""
        day = self.loss.day if isinstance(self.loss, UnpaidLoss) else self.loss.delivered
        return day, self.loss.type, self.country, self.recipient


def import_ledger(
    paths: Sequence[Path],
    *,
    into: Path,
    country: str | None = None,
    like: Path | None = None,
    today: date | None = None,
    templates: Path | None = None,
) -> Imported:
    """Write a case folder below `into` for each loss that was neither found nor paid and whose window has not closed.

    `paths` are reports of one seller: the Inventory Ledger (or Inventory Adjustments, or Received Inventory), the contents of
    shipments, and Reimbursements. `country` is the
    marketplace's where the ledger has no column for it, `like` a `case.toml` whose claimant every case gets. A folder that is
    there already is left as it is, and named where the reports contradict it. Each new folder comes to stand whole. Raises `UsageError` where a report is missing
    or is none, `CaseError` where a row cannot be read, and `CannotWriteError`.
    """
    read, contents = read_reports(paths)
    reports = counted_once(read)
    _enough(reports, contents)
    code = country_code(country) if country else None
    if country and code is None:
        raise UsageError(f"{country!r} is no country that is known here; use two letters such as US or DE.")
    claimant = load_toml(like, CaseFile, CaseError).claimant.model_dump(exclude_unset=True) if like else {}
    settled = settle(reports)
    arrivals = short_shipments(reports, contents, settled.spare)
    source = Source(reports, contents, settled.paid_until, claimant)
    try:
        into.mkdir(parents=True, exist_ok=True)
        against = tuple(contradicted(into, reports, settled, arrivals))
        with tempfile.TemporaryDirectory(prefix=".import-", dir=into) as place:
            drafts = tuple(_drafts(source, settled, arrivals, code, Path(place), templates))
            ends = _ends(tuple(d.at_latest or d for d in drafts), source, the_day(today), templates)
            cases = []
            for draft in drafts:
                get_on()
                case = _case(draft, into, ends[(draft.at_latest or draft).alike])
                cases.append(case)
                if case.state == "written":
                    _write(draft, source)
                    draft.folder.rename(case.folder)
    except OSError as reason:
        raise CannotWriteError(f"{into} cannot be written: {reason.strerror or reason}.") from reason
    return Imported(settled, arrivals, tuple(cases), against)


def _enough(reports: tuple[Report, ...], contents: tuple[Contents, ...]) -> None:
    kinds = {r.kind for r in reports}
    moves = kinds & {ReportKind.LEDGER, ReportKind.ADJUSTMENTS}
    if not moves and not contents:
        raise UsageError(
            "the Inventory Ledger (detailed view) is missing: only it says what was lost or damaged. For shipments that "
            "arrived short, the contents of the shipments will do."
        )
    for one, other in (
        (ReportKind.ADJUSTMENTS, "the Inventory Adjustments report list the same losses"),
        (ReportKind.RECEIPTS, "the Received Inventory report list the same receipts"),
    ):
        if {ReportKind.LEDGER, one} <= kinds:
            raise UsageError(f"the Inventory Ledger and {other}; give only one of them.")
    if ReportKind.REIMBURSEMENTS not in kinds:
        raise UsageError(
            "the Reimbursements report is missing: without it nobody knows what Amazon has paid already, "
            "and what was paid must not be claimed again. Download it for the same months, until today."
        )


def _drafts(
    source: Source,
    settled: Settled,
    arrivals: Arrivals,
    country: str | None,
    place: Path,
    templates: Path | None,
) -> Iterator[_Draft]:
    for loss in settled.unpaid:
        to = loss.country or country
        folder = place / folder_name(loss)
        yield _Draft(loss, to, RECIPIENT, folder, tuple(warehouse_case(source, loss, RECIPIENT, to)))
    library = open_library(templates)
    programs: dict[str | None, Profile] = {}
    for short in arrivals.shipments:
        to = short.country or country
        if to not in programs:
            programs[to] = inbound_program(library, to)
        program = programs[to]
        folder = place / folder_name(short)
        draft = _Draft(short, to, program.id, folder, tuple(inbound_case(source, short, program, to)))
        if short.delivered is None and short.first is not None:
            known = replace(short, delivered=short.first)
            asked = tuple(inbound_case(source, known, program, to))
            draft = replace(
                draft,
                at_latest=_Draft(known, to, program.id, place / f"{folder.name} at latest", asked),
            )
        yield draft


def _ends(
    drafts: tuple[_Draft, ...], source: Source, day: date, templates: Path | None
) -> dict[tuple[object, ...], tuple[date | None, WindowStatus | None]]:
    """Return the last day of the claim's window and where the day stands in it, asked once for losses that are alike in it."""
    one_of = {draft.alike: draft.folder for draft in drafts}
    for draft in {draft.alike: draft for draft in drafts}.values():
        _write(draft, source)
    found: dict[tuple[object, ...], tuple[date | None, WindowStatus | None]] = {}
    for key, (_, answer) in zip(
        one_of, due(list(one_of.values()), today=day, templates=templates), strict=True
    ):
        if isinstance(answer, EvidenceKitError):
            raise answer
        claims = [d.window for d in answer if d.window.action == "claim" and d.window.leads]
        latest = min((w.latest for w in claims if w.latest), default=None)
        stands = {w.status for w in claims}
        found[key] = (
            latest,
            next((s for s in (WindowStatus.CLOSED, WindowStatus.NOT_YET) if s in stands), None),
        )
    return found


def _case(draft: _Draft, into: Path, end: tuple[date | None, WindowStatus | None]) -> LossCase:
    folder, (latest, stands) = into / draft.folder.name, end
    if draft.at_latest is not None and stands is not WindowStatus.CLOSED:
        latest, stands = None, None  # only that it has closed holds for every earlier day as well
    counted = isinstance(draft.loss, UnpaidLoss) or draft.loss.counted
    state = "written"
    if stands is WindowStatus.CLOSED:
        state = "too late"
    elif folder.exists():
        state = "there already"
    elif stands is WindowStatus.NOT_YET or not counted:
        state = "too early"
    return LossCase(draft.loss, draft.recipient, folder, latest, state)


def _write(draft: _Draft, source: Source) -> None:
    """Write a draft's folder, unless it is written already."""
    if draft.folder.exists():
        return
    draft.folder.mkdir()
    for name, text in files(source, draft.loss):
        (draft.folder / name).write_text(text, encoding="utf-8")
    (draft.folder / _CASE_FILE).write_text("\n".join(draft.lines) + "\n", encoding="utf-8")
