"""`evidencekit init`: a first case.toml, filled with what the evidence says."""

from datetime import date
from pathlib import Path

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import dated, recipients
from evidencekit.cli.talk import print_json, quiet, say
from evidencekit.errors import CannotWriteError, UsageError

NAME = "case.toml"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@recipients
@click.option(
    "--force", is_flag=True, help="Replace a case.toml that is there; its text is kept as comments."
)
@dated
@alone()
def init(
    folder: Path,
    *,
    recipients: tuple[str, ...],
    force: bool,
    as_json: bool,
    templates: Path | None,
    today: date | None,
) -> None:
    """Write a commented case.toml into FOLDER, filled with what the evidence says."""
    path = folder / NAME
    if (path.exists() or path.is_symlink()) and not force:
        raise UsageError(f"{path} is there already. Change it by hand, or write it anew with --force.")
    from evidencekit.errors import CaseError
    from evidencekit.model.casefile import CaseFile
    from evidencekit.pipeline import review
    from evidencekit.resources import open_library
    from evidencekit.steps.profiles import load_profiles
    from evidencekit.tomlfile import load_toml
    from evidencekit.views.casefile import case_toml

    before = path.read_text("utf-8-sig") if path.is_file() else ""
    read = review(folder, recipients=recipients, today=today, templates=templates)
    stated = load_toml(path, CaseFile, CaseError).recipients if path.is_file() else ()
    names = recipients or stated
    profiles = load_profiles(open_library(templates), names, read.particulars.moments())
    _write(path, case_toml(read, names, profiles, before))
    if as_json:
        print_json({"schema": 1, "case": read.case, "file": str(path)})
        return
    click.echo(str(path))
    if not quiet():
        say("look through it, correct what is wrong, then: evidencekit check " + str(folder))


def _write(path: Path, text: str) -> None:
    """Put the whole file in place or none of it."""
    half = path.with_name(".case.toml.new")
    try:
        half.write_text(text, "utf-8", newline="\n")
        half.replace(path)
    except OSError as reason:
        half.unlink(missing_ok=True)
        raise CannotWriteError(f"{path} cannot be written: {reason.strerror or reason}.") from reason
