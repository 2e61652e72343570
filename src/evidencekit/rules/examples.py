"""Examples: the dates and deadlines inside a file of rules, counted again."""

from collections.abc import Iterator

from evidencekit.model.calendar import closes, opens
from evidencekit.model.finding import Finding, blocking
from evidencekit.model.inforce import in_force
from evidencekit.model.particulars import Claimant, Particulars
from evidencekit.model.profile import Example, Profile, ProfileFile, Version
from evidencekit.model.regime import Regime
from evidencekit.model.window import Window
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.running import calendar_country, running_window

_ANY_CARRIER = in_force(
    ProfileFile(
        id="carrier",
        title="Any carrier",
        recipient="The carrier",
        addressed_as="carrier",
        version=(Version(),),
    ),
    None,
)
"""At whose desk the law of a carriage is tried out: the carrier's."""


def example_findings(rules: Profile | Regime) -> Iterator[Finding]:
    """Say which examples do not hold, and what is counted instead."""
    windows = {w.id: w for w in rules.windows}
    for example in rules.examples:
        window = windows.get(example.window)
        if window is None:
            message = f"{rules.id}: an example names the window {example.window}, which is not there."
            yield blocking("example", message, rules.id)
            continue
        yield from _days(example, window, rules)
        yield from _status(example, window, rules)


def _days(example: Example, window: Window, rules: Profile | Regime) -> Iterator[Finding]:
    country = calendar_country(window, supposed(example))
    ends = (
        ("ends", closes, window.latest, example.latest),
        ("opens", opens, window.earliest, example.earliest),
    )
    for end, count, bound, wanted in ends:
        found = count(window, bound, example.events, country=country) if bound else None
        counted = found.day if found else None
        if wanted is not None and counted != wanted:
            told = counted.isoformat() if counted else "on no day that can be counted"
            given = ", ".join(f"{e.value} {d}" for e, d in example.events.items())
            message = (
                f"{rules.id}: with {given} the window {window.id} {end} {told}, the example says {wanted}."
            )
            yield blocking("example", message, rules.id)


def _status(example: Example, window: Window, rules: Profile | Regime) -> Iterator[Finding]:
    if example.on is None or example.status is None:
        return
    desk = rules if isinstance(rules, Profile) else _ANY_CARRIER
    found = running_window(window, rules, desk, supposed(example), example.on).status
    if found != example.status:
        message = f"{rules.id}: on {example.on} the window {window.id} is {found}, the example says {example.status}."
        yield blocking("example", message, rules.id)


def supposed(example: Example) -> Circumstances:
    """Return a case of which only what an example says is known."""
    nothing = Particulars("", Claimant(), example.mode, example.loss, None, None, "", (), ())
    return Circumstances(
        particulars=nothing,
        events=example.events,
        loss=example.loss,
        mode=example.mode,
        capacity=None,
        from_country=example.from_country,
        to_country=example.to_country,
        carrier=None,
        service=None,
        amount=None,
        insured_value=None,
        declared_value=None,
        container=example.container,
        electronics=None,
        theft=None,
        serial_numbers=(),
        kinds=frozenset(),
        confirmed={},
        rates={},
        claims={},
    )
