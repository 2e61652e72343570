"""How outcomes are told: while cases are built, and at the end."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

from evidencekit.cli.progress import progress
from evidencekit.cli.talk import console, finish, print_json, quiet, say, show_findings, text
from evidencekit.errors import ExitCode, gravest

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from evidencekit.model.bundle import Outcome
    from evidencekit.overview import Overview

_MOST_SHOWN = 15
_COLOURS = {"built": "bold green", "refused": "bold red", "failed": "bold red"}


def tell(
    made: Iterable["Outcome"],
    *,
    cases: int,
    as_json: bool,
    over: "Callable[[], Overview | None]" = lambda: None,
    stop: "Event | None" = None,
) -> NoReturn:
    """Print each outcome as it is ready, or all of them as JSON, and leave with the gravest exit code.

    `over` gives what a batch adds up to, once all outcomes have come; `stop` is set where somebody pressed Ctrl-C.
    """
    from evidencekit.views import answers

    kept: list[Outcome] = []
    told: set[str] = set()
    counted, names, codes = Counter[str](), set[str](), set[ExitCode]()
    with progress(cases) as advance:
        for outcome in made:
            counted[outcome.status.value] += 1
            names.add(outcome.case)
            codes.add(outcome.exit_code)
            if as_json:  # else it need not stay
                kept.append(outcome)
            advance(outcome)
            _say_failure(outcome, told)
            if not as_json:
                _show(outcome)
    if as_json:
        answer = answers.outcomes(sorted(kept, key=lambda o: (o.case, o.recipient)))
        found = over()
        print_json(answer if found is None else answer | answers.across(found))
    elif counted.total() > 1 and not quiet():
        console(stderr=True).print(text(", ".join(f"{n} {status}" for status, n in sorted(counted.items()))))
        _show_across(over())
    left = cases - len(names)
    if stop is not None and stop.is_set() and left:
        say(
            f"stopped: {left} of {cases} cases were not begun. Run the same command again to go on from here."
        )
        finish(ExitCode.INTERRUPTED)
    finish(gravest(tuple(codes)))


def _say_failure(outcome: "Outcome", told: set[str]) -> None:
    """Say why a case failed; one sentence for one reason, however many cases it meets."""
    if outcome.status == "failed":
        for finding in outcome.findings:
            message = finding.message
            if message not in told:
                told.add(message)
                say(message if outcome.case in message else f"{outcome.case}: {message}")


def _show(outcome: "Outcome") -> None:
    """Print the product on stdout (where the bundle is), and the talk (what was found) on stderr."""
    status = outcome.status.value
    screen, talk = console(), console(stderr=True)
    if outcome.folder is not None:
        # What stood already is told by another word, and took no time.
        line = text(f"{'stands':8}", "green") if outcome.unchanged else text(f"{status:8}", _COLOURS[status])
        line.append_text(text(outcome.url or f"{outcome.folder}"))
        took = "" if outcome.unchanged else f", {outcome.seconds:.1f} s"
        line.append_text(text(f"  {outcome.pages} pages, {len(outcome.exhibits)} exhibits{took}", "dim"))
        screen.print(line, soft_wrap=True)
    else:
        line = text(f"{status:8}", _COLOURS[status])
        screen.print(line.append_text(text(_about(outcome))), soft_wrap=True)
    if not screen.is_terminal and outcome.findings and status != "failed":
        # The lines above went elsewhere, so the talk must say what it is about.
        talk.print(text(f"{_about(outcome)}:", "bold"), soft_wrap=True)
    if status == "refused":
        talk.print(
            text("  Not built, because of what blocks below. --draft builds it anyway, marked DRAFT.", "bold")
        )
    if status != "failed":
        show_findings(talk, outcome.findings)


def _show_across(found: "Overview | None") -> None:
    """Print what only a look over all cases shows, the gravest first, up to a screenful."""
    if found is None or not found.across.shared:
        return
    talk = console(stderr=True)
    shared = [s.finding for s in found.across.shared]
    talk.print(text("Across cases:", "bold"))
    show_findings(talk, shared[:_MOST_SHOWN])
    if len(shared) > _MOST_SHOWN:
        talk.print(text(f"  {len(shared) - _MOST_SHOWN} more stand in overview.html", "dim"))


def _about(outcome: "Outcome") -> str:
    """Name the case, and the recipient unless it failed before one was known."""
    return f"{outcome.case} for {outcome.recipient}" if outcome.recipient else outcome.case
