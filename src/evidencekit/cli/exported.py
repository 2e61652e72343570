"""What `import claims` tells: the case of each row, what is wrong with the others, and which columns were not read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.talk import console, finish, print_json, quiet, say, text
from evidencekit.errors import ExitCode

if TYPE_CHECKING:
    from evidencekit.exports.cases import FromExport

_MOST_NAMED = 8


def tell(made: "FromExport", into: Path, *, as_json: bool) -> None:
    """Print what an export came to; end with the exit code of a wrong case where a row could not be read."""
    if as_json:
        print_json(
            {
                "schema": 1,
                "into": str(into),
                "cases": [
                    {
                        "case": c.row.name,
                        "row": c.row.facts.place,
                        "state": c.state,
                        "faults": list(c.row.faults),
                        "says_more": list(c.says_more),
                    }
                    for c in made.cases
                ],
                "columns_not_read": list(made.left),
            }
        )
    else:
        _print(made, into)
    if any(c.row.faults for c in made.cases):
        finish(ExitCode.CASE)


def _print(made: "FromExport", into: Path) -> None:
    for case in made.cases:
        for fault in case.row.faults:
            console().print(text(fault), soft_wrap=True)
        if case.says_more:
            console().print(
                text(
                    f"{case.folder} is there already; the export says of the claim, and its case.toml does not:"
                ),
                soft_wrap=True,
            )
            for line in case.says_more:
                console().print(text(f"  {line}"), soft_wrap=True)
    states = [c.state for c in made.cases]
    told = [f"{states.count('written')} of {len(states)} rows became cases below {into}"]
    told += [f"{states.count('there already')} were there already"] if "there already" in states else []
    told += [f"{states.count('not read')} could not be read"] if "not read" in states else []
    click.echo(", ".join(told) + ".")
    if quiet():
        return
    if made.left:
        more = f" and {len(made.left) - _MOST_NAMED} more" if len(made.left) > _MOST_NAMED else ""
        say(f"not read, since the map does not name them: {', '.join(made.left[:_MOST_NAMED])}{more}.")
    if "written" in states:
        say(f"put what proves each claim into its folder; then: evidencekit batch {into}")
