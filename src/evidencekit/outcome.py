"""The outcome for one recipient: how it ended, what it comes to in a line, and whether another password may better it."""

import time

from evidencekit.errors import ExitCode
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.profile import Profile
from evidencekit.model.summary import Summary
from evidencekit.passwords import LOCKED_CODES
from evidencekit.summing import summed_up
from evidencekit.tracing import traced
from evidencekit.workbench import Workbench


def outcome_of(
    bench: Workbench, profile: Profile, status: OutcomeStatus, began: float, **made: object
) -> Outcome:
    """Return how it ended; `began` is the moment on the clock of `time.perf_counter`, and `made` is what else is told."""
    return Outcome(
        case=bench.read.case.name,
        recipient=profile.id,
        status=status,
        seconds=round(time.perf_counter() - began, 3),
        exit_code=ExitCode.OK if status is OutcomeStatus.BUILT else ExitCode.REFUSED,
        **made,  # type: ignore[arg-type]
    )


def summary_of(bench: Workbench, profile: Profile, assessment: Assessment) -> Summary:
    """Return the line of an overview for a case at one recipient."""
    read = bench.read
    trace = traced(read.particulars, read.exhibits)
    return summed_up(
        assessment, read.case, read.particulars, bench.today, whom=profile.recipient, trace=trace
    )


def lacks_a_password(made: tuple[Outcome, ...]) -> bool:
    """Say whether bundles lack a file that no password opened: one that is given now may."""
    return any(f.code in LOCKED_CODES for outcome in made for f in outcome.findings)
