"""`evidencekit forget`: what was kept of a case for later runs, removed."""

from pathlib import Path

import click

from evidencekit.cli.options import spoken
from evidencekit.cli.talk import print_json
from evidencekit.errors import CannotWriteError, UsageError


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="FOLDER...")
@click.option("--all", "everything", is_flag=True, help="Of every case, in whatever folder.")
@spoken
def forget(folders: tuple[Path, ...], *, everything: bool, as_json: bool) -> None:
    """Remove what was read of the cases in FOLDERs from the cache; the cases, and what was built, stay as they are."""
    if everything == bool(folders):
        raise UsageError("name the case folders, or say --all for every case.")
    from evidencekit.forgetting import forget_all, forget_case

    try:
        made = [forget_all()] if everything else [forget_case(folder) for folder in folders]
    except OSError as reason:
        raise CannotWriteError(f"the cache cannot be cleared: {reason.strerror or reason}.") from reason
    entries, size = sum(m.entries for m in made), sum(m.bytes for m in made)
    if as_json:
        print_json({"schema": 1, "entries": entries, "bytes": size})
        return
    click.echo(f"{entries} entr{'ies' if entries != 1 else 'y'} removed, {size / 1000:,.0f} kB.")
    for folder in folders:
        if not folder.is_dir():
            click.echo(
                f"{folder} is no folder any more: what came out of its packages may remain; --all removes everything."
            )
