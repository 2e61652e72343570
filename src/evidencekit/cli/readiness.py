"""What `check` says of one case: a line for each recipient, then each of them as an experienced handler would put it."""

from typing import TYPE_CHECKING

from evidencekit.cli.talk import indented, quiet, show_findings, text, verbose

if TYPE_CHECKING:
    from rich.console import Console

    from evidencekit.model.assessment import Assessment, RunningWindow
    from evidencekit.model.bundle import Review

COLOURS = {
    "ready": "bold green",
    "incomplete": "bold red",
    "closed": "bold red",
    "cannot-evaluate": "bold yellow",
}
_WINDOW_COLOURS = {"open": "green", "closed": "bold red", "contestable": "yellow", "done": "green"}
_STEPS = {
    "contact": "Contact first",
    "tell": "Tell them",
    "tracking": "Tracking",
    "follow_up": "Then",
    "platform": "Amazon",
    "insurance": "Insurance",
    "avoid": "Next time",
}
_IN_FULL = 4
"""Up to so many recipients each is told in full; of more only with -v."""


def show_review(screen: "Console", reviewed: "Review") -> None:
    """Print the matrix of several recipients, then each of them."""
    many = len(reviewed.assessments)
    if many > 1:
        _show_matrix(screen, reviewed)
    if many > _IN_FULL and not verbose():
        screen.print(text("  -v tells each of them in full.", "dim"))
        show_findings(screen, reviewed.findings)
        return
    for assessment in reviewed.assessments:
        _show(screen, reviewed, assessment)


def _show_matrix(screen: "Console", reviewed: "Review") -> None:
    from rich.table import Table

    from evidencekit.views.plain import amount

    screen.print(text(f"{reviewed.case}, {len(reviewed.assessments)} recipients", "bold"))
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for title, least in (("  for", 10), ("", 8), ("until", 10), ("missing", 7), ("owed at most", 12)):
        table.add_column(title, overflow="fold", min_width=least)
    for each in reviewed.assessments:
        status = "not theirs" if _misplaced(each) else each.status.value.replace("-", " ")
        colour = "dim" if _misplaced(each) else COLOURS[each.status.value]
        first = next((w for w in each.windows if w.leads and w.latest is not None), None)
        gaps = sum(m.blocking for m in each.missing)
        table.add_row(
            text(f"  {each.recipient}"),
            text(status, colour),
            text(first.latest.isoformat() if first and first.latest else "not known"),
            text(gaps or "nothing"),
            text(amount(each.limit.amount) if each.limit and each.limit.amount else "not known"),
        )
    screen.print(table)
    screen.print()


def _misplaced(assessment: "Assessment") -> bool:
    return any(f.code == "wrong-program" for f in assessment.findings)


def _show(screen: "Console", reviewed: "Review", assessment: "Assessment") -> None:
    from evidencekit.views.review import untold

    status = assessment.status.value
    head = text(f"{reviewed.case} for {assessment.recipient}: ", "bold")
    screen.print(head.append_text(text(status.replace("-", " "), COLOURS[status])))
    if not quiet():
        _show_windows(screen, assessment)
        _show_missing(screen, assessment)
        _show_money(screen, assessment)
        _show_risks(screen, assessment)
        _show_actions(screen, assessment)
    of_exhibits = tuple(f for e in reviewed.exhibits for f in e.reading.findings)
    show_findings(screen, untold((*assessment.findings, *reviewed.findings, *of_exhibits), assessment))
    screen.print()


def _show_windows(screen: "Console", assessment: "Assessment") -> None:
    from rich.padding import Padding
    from rich.table import Table

    from evidencekit.rules.deadlines import has_begun
    from evidencekit.views.plain import words
    from evidencekit.views.review import left, until

    table = Table(box=None, padding=(0, 1), pad_edge=False, expand=True)
    for title, ratio in (("  what", 4), ("until", 2), ("", 3), ("if missed", 3)):
        table.add_column(title, overflow="fold", ratio=ratio)
    for window in assessment.windows:
        if not verbose() and not has_begun(window):
            continue
        state = text(left(window), _WINDOW_COLOURS.get(window.status.value, "yellow"))
        table.add_row(
            Padding(text(_name(window, assessment)), (0, 0, 0, 2)),
            text(until(window)),
            state,
            text(words(window.if_missed).lower()),
        )
        for reading in window.readings:
            other = reading.latest.isoformat() if reading.latest else "not known"
            table.add_row(
                Padding(text("or, as contested", "dim"), (0, 0, 0, 4)),
                text(other, "dim"),
                "",
                text(reading.says, "dim"),
            )
    if table.row_count:
        screen.print(table)


def _name(window: "RunningWindow", assessment: "Assessment") -> str:
    """Name a window so that two of one action are told apart: by the law, else by its id."""
    from evidencekit.rules.deadlines import action_words

    words = action_words(window)
    if window.whose == "recipient":
        return f"they must {words}"
    if window.title:
        return f"{words} [{window.title.partition(' (')[0]}]"
    same = [
        w for w in assessment.windows if w.action == window.action and not w.regime and w.whose == "claimant"
    ]
    weak = ", weak source" if window.confidence == "L" else ""
    return f"{words} ({window.id}{weak})" if len(same) > 1 or weak else words


def _show_missing(screen: "Console", assessment: "Assessment") -> None:
    for missing in assessment.missing:
        style = "bold red" if missing.blocking else "yellow"
        head = text("missing: " if missing.blocking else "asked for: ", style)
        indented(screen, head.append_text(text(missing.title, "bold")), 2)
        indented(screen, text(missing.why), 4)
        for other in missing.found_but_not_accepted:
            indented(screen, text(f"{other.path} does not count: {other.why}"), 4)
        if missing.would_satisfy:
            indented(screen, text(f"this would do: {', or '.join(missing.would_satisfy)}", "green"), 4)


def _show_money(screen: "Console", assessment: "Assessment") -> None:
    """Print loss, limit and demand side by side; the demand is never cut."""
    from evidencekit.views.plain import amount

    sums = [
        ("loss", assessment.loss),
        ("limit", assessment.limit and assessment.limit.amount),
        ("demand", assessment.demand),
    ]
    if assessment.recovered:
        sums += [*(("already paid", r.paid) for r in assessment.recovered), ("left", assessment.balance)]
    told = "   ".join(f"{name} {amount(money) if money else 'not known'}" for name, money in sums)
    indented(screen, text(told, "bold"), 2)
    for limit in assessment.limits:
        most = amount(limit.amount) if limit.amount else "not known"
        formula = f" ({limit.formula})" if limit.formula else ""
        on_top = f", and on top {', '.join(limit.plus)}" if limit.plus else ""
        law = f"{limit.title}: " if limit.regime else ""
        indented(screen, text(f"{law}{most}{formula}{on_top}; {limit.basis}", "dim"), 4)
        if verbose():
            indented(screen, text(limit.source, "dim"), 6)


def _show_risks(screen: "Console", assessment: "Assessment") -> None:
    shown = [r for r in assessment.risks if r.applies or (r.applies is None and verbose())]
    for risk in shown:
        mark = "may be refused: " if risk.applies else "look at: "
        code = f" [{risk.code}]" if risk.code else ""
        why = f": {risk.why}" if risk.why else ""
        indented(screen, text(mark, "yellow").append_text(text(f"{risk.text}{code}{why}")), 2)
    others = sum(r.applies is None for r in assessment.risks)
    if others and not verbose():
        indented(screen, text(f"{others} more known reasons for refusal to look at with -v", "dim"), 2)


def _show_actions(screen: "Console", assessment: "Assessment") -> None:
    from rich.padding import Padding
    from rich.table import Table

    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, min_width=13)
    table.add_column(overflow="fold")
    before = ""
    for action in assessment.actions:
        name = _STEPS[action.step] if action.step != before else ""
        by = f" By {action.by.isoformat()}." if action.by else ""
        table.add_row(text(name, "bold"), text(f"{action.text}{by}"))
        before = action.step
    if table.row_count:
        screen.print(Padding(table, (0, 0, 0, 2)))
