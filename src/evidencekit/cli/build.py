"""`evidencekit build`: the bundles, or why not."""

from datetime import date
from pathlib import Path

import click

from evidencekit.cli.folders import refuse_mix_ups
from evidencekit.cli.options import building, passwords, signing
from evidencekit.cli.outcomes import tell


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@building
def build(
    folders: tuple[Path, ...],
    *,
    recipients: tuple[str, ...],
    out: Path,
    engine: str,
    draft: bool,
    lang: str | None,
    password_file: Path | None,
    private: bool,
    sign: Path | None,
    timestamp: str | None,
    as_json: bool,
    templates: Path | None,
    today: date | None,
) -> None:
    """Make a bundle of each FOLDER for each recipient, below --out; refuse, and say why, when something blocks."""
    refuse_mix_ups(folders, out)
    from evidencekit.batch import build_all

    made = build_all(
        folders, into=out, recipients=recipients, today=today, templates=templates,
        engine=engine, draft=draft, lang=lang,
        passwords=passwords(password_file, may_ask=not as_json and len(folders) == 1), private=private, signing=signing(sign, timestamp),
    )  # fmt: skip
    tell(made, cases=len(folders), as_json=as_json)
