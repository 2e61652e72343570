"""Foresight: what a build would do with a case, without building anything."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from evidencekit.athand import kept_for
from evidencekit.errors import ExitCode, UsageError
from evidencekit.howbuilt import protections
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.sheetrow import RowFacts
from evidencekit.model.vocabulary import Severity
from evidencekit.names import case_name
from evidencekit.notary import Signing
from evidencekit.outcome import lacks_a_password
from evidencekit.passwords import Passwords
from evidencekit.pipeline import case_of, review
from evidencekit.resources import open_library
from evidencekit.summing import summed_up
from evidencekit.toolkit import installed_toolkit
from evidencekit.unchanged import Wish, input_key, standing


def foresee(
    folder: Path,
    *,
    into: Path,
    today: date,
    recipients: Sequence[str] = (),
    templates: Path | None = None,
    engine: str = "auto",
    draft: bool = False,
    lang: str | None = None,
    resume: bool = True,
    row: RowFacts | None = None,
    passwords: Passwords | None = None,
    private: bool = False,
    signing: Signing | None = None,
) -> tuple[Outcome, ...]:
    """Return what `build` with the same arguments would, but without bundles: what stands already is `unchanged`.

    What was read before is not read again. Raises as `review` does.
    """
    library, kept = open_library(templates), kept_for(installed_toolkit())
    name = row.case if row else case_name(folder)
    if resume:
        protected = tuple(protections(passwords, signing, private=private))
        wish = Wish(tuple(recipients), today, engine, draft, lang, row, protected)
        made = standing(into / name, wish, input_key(folder, wish, library, kept))
        if made is not None and not (passwords and lacks_a_password(made)):
            return made
    found = review(
        folder, recipients=recipients, today=today, templates=templates, row=row, passwords=passwords
    )
    if not found.assessments:
        raise UsageError(f"{name}: no recipient is named, neither with --for nor in case.toml.")
    case = case_of(folder, row)
    read = (*found.findings, *(f for e in found.exhibits for f in e.reading.findings))
    told = []
    for assessment in found.assessments:
        blocked = not draft and any(f.severity is Severity.BLOCKING for f in (*read, *assessment.findings))
        told.append(
            Outcome(
                name,
                assessment.recipient,
                OutcomeStatus.REFUSED if blocked else OutcomeStatus.BUILT,
                exit_code=ExitCode.REFUSED if blocked else ExitCode.OK,
                summary=summed_up(assessment, case, found.particulars, today),
            )
        )
    return tuple(told)
