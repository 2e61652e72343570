"""Orders: one case to build, in a form that travels to another process, and its outcomes, in one that travels back."""

import logging
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from evidencekit.asjson import as_json, from_json
from evidencekit.errors import CannotWriteError, EvidenceKitError, ExitCode
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.evidence import Reading
from evidencekit.model.finding import blocking
from evidencekit.model.stored import StoredFolder
from evidencekit.noroom import no_room
from evidencekit.notary import Signing
from evidencekit.passwords import Passwords
from evidencekit.underway import terms

if TYPE_CHECKING:
    from evidencekit.model.sheetrow import SheetCase

AGAIN_ALONE = b""
"""The answer where memory ran out while several threads were at work."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """One case to build, or only to look at."""

    case: "Path | SheetCase | StoredFolder"
    into: Path | StoredFolder
    recipients: tuple[str, ...]
    today: date
    templates: Path | None
    engine: str
    draft: bool
    lang: str | None
    resume: bool
    passwords: Passwords | None = None
    private: bool = False
    signing: Signing | None = None
    dry_run: bool = False
    """Nothing is built: the outcome is the one that building would have."""

    def __call__(self) -> bytes:
        """Carry it out, and return its outcomes as they travel."""
        try:
            made = carried_out(self)
        except MemoryError:
            if terms().hands:
                return AGAIN_ALONE
            made = (failed(self, _NO_MEMORY, ExitCode.UNEXPECTED),)
        return packed(made)


_NO_MEMORY = "Building this case takes more memory than one process may have; allow more with EVIDENCEKIT_LIMITS=memory=8G."


def carried_out(order: Order) -> tuple[Outcome, ...]:
    """Build one case, or look at it; whatever goes wrong becomes its outcome, but for a lack of memory, which is raised."""
    from evidencekit.foresight import foresee
    from evidencekit.layingout import laid_out
    from evidencekit.pipeline import build

    case, into = order.case, order.into
    if isinstance(case, StoredFolder) or isinstance(into, StoredFolder):
        raise TypeError("a store is not reached from here: a working copy is built from")
    how = partial(
        foresee if order.dry_run else build, into=into, recipients=order.recipients, today=order.today, templates=order.templates,
        engine=order.engine, draft=order.draft, lang=order.lang, resume=order.resume, passwords=order.passwords, private=order.private, signing=order.signing,
    )  # fmt: skip
    try:
        if isinstance(case, Path):
            return how(case)
        with laid_out(case) as folder:
            return how(folder, row=case.facts)
    except EvidenceKitError as reason:
        return (failed(order, str(reason), reason.exit_code),)
    except MemoryError:
        raise
    except Exception as reason:
        _log.debug("%s failed", case, exc_info=True)
        if (told := no_room(reason)) is not None:
            return (failed(order, told, CannotWriteError.exit_code),)
        message = f"evidencekit failed on this case ({type(reason).__name__}: {reason})."
        return (failed(order, message, ExitCode.UNEXPECTED),)


def failed(order: Order, message: str, code: ExitCode, subject: str = "") -> Outcome:
    """Return the outcome of a case that could not be built."""
    name = order.case.name
    return Outcome(
        case=name,
        recipient=", ".join(order.recipients),
        status=OutcomeStatus.FAILED,
        findings=(blocking("failed", message, subject or name),),
        exit_code=code,
    )


def packed(outcomes: tuple[Outcome, ...]) -> bytes:
    """Write outcomes as they travel; what a plug-in read in a type of its own stays behind, with all that was read."""
    try:
        text = as_json(outcomes)
    except TypeError:
        text = as_json(tuple(map(_bare, outcomes)))
    return text.encode("utf-8", "surrogatepass")


def unpacked(answer: bytes) -> tuple[Outcome, ...]:
    """Read what `packed` wrote; raise `ValueError` or `TypeError` where it is anything else."""
    return cast("tuple[Outcome, ...]", from_json(answer.decode("utf-8", "surrogatepass")))


def _bare(outcome: Outcome) -> Outcome:
    placed = tuple(
        replace(p, paged=replace(p.paged, exhibit=replace(e, reading=Reading(e.source))))
        for p in outcome.exhibits
        for e in (p.exhibit,)
    )
    return replace(outcome, exhibits=placed)
