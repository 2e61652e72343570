"""`evidencekit batch`: many cases at once, and one bad case never stops the rest."""

import os
from datetime import date
from pathlib import Path

import click

from evidencekit.cli.folders import case_folders, refuse_mix_ups
from evidencekit.cli.options import building
from evidencekit.cli.outcomes import tell


def _processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


@click.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Cases at once. Default: one for each processor."
)
@click.option(
    "--resume/--fresh",
    default=True,
    help="Leave what was built from the very same input as it stands, or build everything anew.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Build nothing; say what would be done, what is missing and what is at stake.",
)
@building
def batch(
    root: Path,
    *,
    jobs: int | None,
    resume: bool,
    dry_run: bool,
    recipients: tuple[str, ...],
    out: Path,
    engine: str,
    draft: bool,
    lang: str | None,
    as_json: bool,
    templates: Path | None,
    today: date | None,
) -> None:
    """Build every case folder below ROOT; a case that fails is told, and never stops the rest.

    What was built before from the very same input is left as it stands. OUT/overview.html, overview.csv and overview.xlsx
    sum all of it up.
    """
    folders = tuple(f for f in case_folders(root) if f.resolve() != out.resolve())
    refuse_mix_ups(folders, out)
    from evidencekit.batch import build_all
    from evidencekit.cli.overview import keep_overview
    from evidencekit.pipeline import the_day

    if dry_run:
        from evidencekit.cli.dryrun import tell_what_would_be

        tell_what_would_be(
            folders, into=out, recipients=recipients, today=today, templates=templates, engine=engine,
            draft=draft, lang=lang, resume=resume, as_json=as_json,
        )  # fmt: skip
    made = build_all(
        folders, into=out, recipients=recipients, today=today, templates=templates,
        engine=engine, draft=draft, lang=lang, resume=resume, jobs=jobs or _processors(),
    )  # fmt: skip
    tell(keep_overview(made, out, the_day(today)), cases=len(folders), as_json=as_json)
