"""Foresight: what a batch would do with each case, without building anything."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidencekit.athand import kept_for
from evidencekit.days import the_day
from evidencekit.errors import EvidenceKitError, UsageError
from evidencekit.layingout import laid_out
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.sheetrow import SheetCase
from evidencekit.model.stored import StoredFolder
from evidencekit.model.summary import Summary
from evidencekit.model.vocabulary import Severity
from evidencekit.names import case_name
from evidencekit.passwords import Passwords
from evidencekit.pipeline import case_of, review
from evidencekit.resources import open_library
from evidencekit.summing import summed_up
from evidencekit.toolkit import installed_toolkit
from evidencekit.unchanged import Wish, input_key, standing


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be done with one case for one recipient."""

    case: str
    recipient: str
    would: str
    """`build`, `refuse`, `fail`, or `leave`: it stands already."""
    summary: Summary | None
    why: str = ""
    """Why it would fail."""


def foresee(
    cases: Sequence[Path | SheetCase | StoredFolder],
    *,
    into: Path | StoredFolder,
    recipients: Sequence[str] = (),
    today: date | None = None,
    templates: Path | None = None,
    engine: str = "auto",
    draft: bool = False,
    lang: str | None = None,
    resume: bool = True,
    passwords: Passwords | None = None,
) -> Iterator[Foreseen]:
    """Give what `build_all` with the same arguments would do; what was read before is not read again."""
    library, kept, day = open_library(templates), kept_for(installed_toolkit()), the_day(today)
    for given in cases:
        if isinstance(given, StoredFolder) or isinstance(into, StoredFolder):
            raise UsageError(
                "--dry-run looks at folders of this machine alone; cases and bundles in a store are built, or left as they stand, by `batch` itself."
            )
        each = given
        row = each.facts if isinstance(each, SheetCase) else None
        name = each.name if isinstance(each, SheetCase) else case_name(each)
        wish = Wish(tuple(recipients), day, engine, draft, lang, row)
        try:
            with laid_out(each) if isinstance(each, SheetCase) else nullcontext(each) as folder:
                made = standing(into / name, wish, input_key(folder, wish, library, kept)) if resume else None
                if made is not None:
                    yield from (_left(outcome) for outcome in made)
                    continue
                found = review(
                    folder,
                    recipients=recipients,
                    today=day,
                    templates=templates,
                    row=row,
                    passwords=passwords,
                )
                case = case_of(folder, row)
            if not found.assessments:
                yield Foreseen(name, "", "fail", None, "no recipient is named, neither here nor in case.toml")
            for assessment in found.assessments:
                findings = (
                    *found.findings,
                    *(f for e in found.exhibits for f in e.reading.findings),
                    *assessment.findings,
                )
                blocked = any(f.severity is Severity.BLOCKING for f in findings) and not draft
                told = summed_up(assessment, case, found.particulars, day)
                yield Foreseen(name, assessment.recipient, "refuse" if blocked else "build", told)
        except EvidenceKitError as reason:
            yield Foreseen(name, ", ".join(recipients), "fail", None, str(reason))


def _left(outcome: Outcome) -> Foreseen:
    would = "leave" if outcome.status is OutcomeStatus.BUILT else "refuse"
    return Foreseen(outcome.case, outcome.recipient, would, outcome.summary)
