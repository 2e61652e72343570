"""`evidencekit bag`: what was sent, or all of it, packed for an archive."""

from pathlib import Path

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import spoken
from evidencekit.cli.talk import print_json


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER...")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("bags"),
    show_default=True,
    help="Where the bags go.",
)
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="All of the folder, with the evidence as it arrived: for your own archive, not for the recipient.",
)
@spoken
@alone()
def bag(folders: tuple[Path, ...], *, into: Path, whole: bool, as_json: bool) -> None:
    """Pack the delivery of each FOLDER that build made as a bag (BagIt), which any archive can check."""
    from evidencekit.bagging import write_bag

    made = [write_bag(folder, into, whole=whole) for folder in folders]
    if as_json:
        print_json({"schema": 1, "bags": [str(path) for path in made]})
        return
    for path in made:
        click.echo(path)
