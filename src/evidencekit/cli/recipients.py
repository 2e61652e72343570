"""`evidencekit recipients`: what each recipient wants, by when, and from which source that is known."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.options import day, spoken
from evidencekit.cli.options import templates as folder_option
from evidencekit.cli.talk import console, finish, indented, print_json, quiet, show_findings, text
from evidencekit.errors import CannotWriteError, ExitCode, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from evidencekit.model.profile import Profile
    from evidencekit.model.regime import Regime
    from evidencekit.resources import Library
    from evidencekit.views.differences import Difference
    from evidencekit.views.recipients import Section

_BUILT_IN = "builtin:"


@click.group(invoke_without_command=True)
@folder_option
@spoken
@click.pass_context
def recipients(ctx: click.Context, *, as_json: bool, templates: Path | None) -> None:
    """List the recipients, show what one wants, compare two, or check the files."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed, as_json=as_json, templates=templates)
    elif as_json or templates:
        raise click.UsageError(f"Write the options after `{ctx.invoked_subcommand}`.", ctx)


@recipients.command("list")
@folder_option
@spoken
def listed(*, as_json: bool, templates: Path | None) -> None:
    """List every recipient for whom a bundle can be built."""
    from evidencekit.resources import open_library
    from evidencekit.steps.profiles import every_profile

    profiles = every_profile(open_library(templates))
    if as_json:
        rows = [{"id": p.id, "title": p.title, "recipient": p.recipient} for p in profiles]
        print_json({"schema": 1, "recipients": rows})
        return
    screen = console()
    for profile in profiles:
        screen.print(text(f"{profile.id:28} ", "bold").append_text(text(profile.title)), soft_wrap=True)


@recipients.command()
@click.argument("name", metavar="RECIPIENT")
@folder_option
@spoken
def show(name: str, *, as_json: bool, templates: Path | None) -> None:
    """Show what RECIPIENT wants, by when, and from which source that is known.

    RECIPIENT may also be a regime, such as cmr; with a day behind it, ups-us@2026-03-01, the version in force then.
    """
    from evidencekit.resources import open_library
    from evidencekit.rulefiles import REGIMES, find
    from evidencekit.steps.profiles import every_regime
    from evidencekit.views.recipients import regime_sections, sections

    library = open_library(templates)
    if find(library, REGIMES, name) is not None:
        regime = next(r for r in every_regime(library) if r.id == name)
        if as_json:
            print_json({"schema": 1, "regime": regime.model_dump(mode="json")})
            return
        _print_page(regime, regime_sections(regime))
        return
    profile = _version(library, name)
    if as_json:
        print_json({"schema": 1, "profile": profile.model_dump(mode="json")})
        return
    _print_page(profile, sections(profile))


@recipients.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B", required=False)
@folder_option
@spoken
def diff(before: str, after: str | None, *, as_json: bool, templates: Path | None) -> None:
    """Say what differs between A and B; without B between the version before the newest of A and the newest.

    A and B are recipients, each with a day where it matters: amazon-safe-t-us@2026-01-31. A builtin: before one takes the
    file that came with the program, where your own folder has another.
    """
    from evidencekit.resources import open_library
    from evidencekit.steps.profiles import versions
    from evidencekit.views.differences import differences

    library = open_library(templates)
    if after is None:
        known = versions(library, before)
        if len(known) < 2:
            raise UsageError(f"{before} has one version only; say with what to compare it.")
        one, other = known[1], known[0]
    else:
        one, other = _version(library, before), _version(library, after)
    found = differences(one, other)
    if as_json:
        rows = [{"path": d.path, "before": d.before, "after": d.after} for d in found]
        print_json({"schema": 1, "before": _named(one), "after": _named(other), "differences": rows})
        return
    _print_differences(console(), one, other, found)


@recipients.command("schema")
@click.argument("name", metavar="[case|profile|regime]", required=False)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write all three there: case.schema.json, profile.schema.json, regime.schema.json.",
)
@spoken
def written(name: str | None, into: Path | None, *, as_json: bool) -> None:
    """Write out the JSON Schema of case.toml, a profile or a regime, for editors that complete and check."""
    from evidencekit.views.schemas import FILES, schema

    del as_json  # a schema is JSON in any case
    if name is not None and name not in FILES:
        raise UsageError(f"There is no schema {name!r}; there are {', '.join(FILES)}.")
    if into is None:
        print_json(schema(name or "case"))
        return
    for each in FILES if name is None else (name,):
        path = into / f"{each}.schema.json"
        try:
            into.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(schema(each), ensure_ascii=False, indent=2) + "\n", "utf-8")
        except OSError as reason:
            raise CannotWriteError(f"{path} cannot be written: {reason.strerror or reason}.") from reason
        click.echo(str(path))


@recipients.command("check")
@folder_option
@spoken
def checked(*, as_json: bool, templates: Path | None) -> None:
    """Check every profile and regime: keys, sources, dates, names, windows, and the examples inside them."""
    from evidencekit.rulecheck import check_rules
    from evidencekit.views.answers import finding_answer

    found = check_rules(templates)
    wrong = any(any(f.severity == "blocking" for f in each.findings) for each in found)
    if as_json:
        rows = [
            {
                "id": each.id,
                "sort": each.sort,
                "effective_from": each.effective_from and each.effective_from.isoformat(),
                "ok": not any(f.severity == "blocking" for f in each.findings),
                "examples": each.examples,
                "findings": [finding_answer(f) for f in each.findings],
            }
            for each in found
        ]
        print_json({"schema": 1, "recipients": rows})
        finish(ExitCode.PROFILE if wrong else ExitCode.OK)
    screen = console()
    for each in found:
        bad = any(f.severity == "blocking" for f in each.findings)
        mark = text("wrong   ", "bold red") if bad else text("ok      ", "green")
        since = f", from {each.effective_from}" if each.effective_from else ""
        count = f"{each.examples} example{'s' if each.examples != 1 else ''}"
        sort = "" if each.sort == "recipient" else f" ({each.sort})"
        screen.print(mark.append_text(text(f"{each.id}{sort}{since}: {count}")), soft_wrap=True)
        show_findings(screen, each.findings)
    finish(ExitCode.PROFILE if wrong else ExitCode.OK)


def _version(library: "Library", written: str) -> "Profile":
    """Return the version that `id`, `id@day` or `builtin:id@day` names."""
    from evidencekit.model.vocabulary import Event
    from evidencekit.resources import open_builtin
    from evidencekit.steps.profiles import load_profiles

    if written.startswith(_BUILT_IN):
        library, written = open_builtin(), written.removeprefix(_BUILT_IN)
    name, at, on = written.partition("@")
    asked: date | None = day(on) if at else None
    return load_profiles(library, (name,), dict.fromkeys(Event, asked) if asked else {})[0]


def _print_page(rules: "Profile | Regime", page: tuple["Section", ...]) -> None:
    screen = console()
    since = f" (from {rules.effective_from})" if rules.effective_from else ""
    screen.print(text(f"{rules.id}: {rules.title}", "bold").append_text(text(since, "dim")))
    for section in page:
        screen.print()
        screen.print(text(section.title, "bold"))
        for entry in section.entries:
            indented(screen, text(entry.line), 2)
            detail = entry.small_print(rules)
            if detail and not quiet():
                indented(screen, text(detail, "dim"), 4)


def _named(profile: "Profile") -> str:
    return f"{profile.id}@{profile.effective_from}" if profile.effective_from else profile.id


def _print_differences(
    screen: "Console", one: "Profile", other: "Profile", found: tuple["Difference", ...]
) -> None:
    screen.print(text(f"{_named(one)} -> {_named(other)}", "bold"))
    if not found:
        screen.print(text("  No difference."))
    for each in found:
        screen.print(text(f"  {each.path}", "bold"))
        for mark, value, style in (("-", each.before, "red"), ("+", each.after, "green")):
            if value not in (None, "", [], {}):
                told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                indented(screen, text(f"{mark} {told}", style), 4)
