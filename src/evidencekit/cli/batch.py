"""`evidencekit batch`: many cases at once, and one bad case never stops the rest."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.folders import beside_the_cases, cases_at
from evidencekit.cli.newfile import write_new
from evidencekit.cli.options import Place, building, passwords, signing
from evidencekit.cli.othersheets import say_what_is_not_read
from evidencekit.cli.outcomes import tell
from evidencekit.cli.stopping import orderly
from evidencekit.cli.talk import quiet, say, silence, verbose
from evidencekit.errors import UsageError
from evidencekit.model.stored import StoredFolder
from evidencekit.privately import privately

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from evidencekit.model.sheetrow import SheetCase

_MOST_NAMED = 3


def _processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


@click.command()
@click.argument("root", type=Place(), required=False, metavar="ROOT|SHEET")
@click.option(
    "--new-sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write an empty sheet (.xlsx or .csv) with its columns explained, and build nothing.",
)
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
@click.option(
    "--shipments",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="SHEET",
    help="How much was shipped, by carrier, lane, warehouse or product: the overview then tells loss rates.",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Let the workers of this Dask scheduler build, such as tcp://10.0.0.5:8786.",
)
@partial(building, out=Place())
@alone(leads=True)
def batch(
    root: Path | StoredFolder | None,
    *,
    new_sheet: Path | None,
    jobs: int | None,
    resume: bool,
    dry_run: bool,
    dask: str | None,
    shipments: Path | None,
    recipients: tuple[str, ...],
    out: Path | StoredFolder,
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
    """Build every case folder below ROOT, or every row of SHEET; a case that fails is told, and never stops the rest.

    What was built before from the very same input is left as it stands. OUT/overview.html, overview.csv and overview.xlsx
    sum all of it up.
    """
    if new_sheet is not None:
        _write_sheet(new_sheet)
        return
    if root is None:
        raise UsageError("say which folder or sheet holds the cases; --new-sheet FILE writes an empty sheet.")
    say_what_is_not_read(root, shipments)
    cases = cases_at(root, out=out, templates=templates, recipients=recipients)
    _say_what_is_no_case(root, cases)
    from evidencekit.batch import build_all
    from evidencekit.cli.overview import Keeper
    from evidencekit.days import the_day
    from evidencekit.shipped import read_shipments

    given = passwords(password_file, may_ask=False)
    shipped = read_shipments(shipments) if shipments else None
    how: dict[str, Any] = {
        "recipients": recipients, "today": the_day(today), "engine": engine, "draft": draft, "lang": lang, "resume": resume,
        "passwords": given, "private": private, "signing": signing(sign, timestamp),
    }  # fmt: skip
    with (
        _hands(None if dry_run else dask, root, out, templates) as hands,
        privately(private=private),
        orderly() as stop,
    ):
        if hands is not None:
            # A worker stands in another folder than this process does.
            cases, out = tuple(map(_whole, cases)), out.absolute() if isinstance(out, Path) else out
            templates = templates and templates.absolute()
        made = build_all(
            cases, into=out, templates=templates, jobs=jobs or _processors(), executor=hands, stop=stop,
            dry_run=dry_run, **how,
        )  # fmt: skip
        if dry_run:
            from evidencekit.cli.dryrun import tell_what_would_be

            tell_what_would_be(made, cases, today=how["today"], as_json=as_json, stop=stop)
        keeper = Keeper(out, how["today"], shipped)
        # Closed here, so that the overview is also written where Ctrl-C comes while an outcome is told.
        with closing(keeper.over(made)) as told:
            tell(told, cases=len(cases), as_json=as_json, over=lambda: keeper.overview, stop=stop)


@contextmanager
def _hands(
    dask: str | None, root: Path | StoredFolder, out: Path | StoredFolder, templates: Path | None
) -> "Iterator[Executor | None]":
    """Give the workers of a cluster where one is asked for."""
    if not dask:
        yield None
        return
    from evidencekit.cluster import Cluster

    if not verbose():
        with suppress(ModuleNotFoundError):
            import distributed  # noqa: F401 - it sets up its own logging when it is imported

            silence("distributed")
    with Cluster(dask) as cluster:
        if isinstance(out, Path):
            out.mkdir(parents=True, exist_ok=True)
        for sentence in cluster.check(*(p.absolute() for p in (root, out, templates) if isinstance(p, Path))):
            say(sentence)
        yield cluster


def _whole(case: "Path | SheetCase | StoredFolder") -> "Path | SheetCase | StoredFolder":
    """Return a case with paths that mean the same in any folder."""
    if isinstance(case, (Path, StoredFolder)):
        return case.absolute() if isinstance(case, Path) else case
    folder = case.folder and case.folder.absolute()
    return replace(case, folder=folder, files=tuple(f.absolute() for f in case.files))


def _say_what_is_no_case(
    root: Path | StoredFolder, cases: "Sequence[Path | SheetCase | StoredFolder]"
) -> None:
    """Name files beside the case folders: an archive that nobody unpacked is a case that nobody files."""
    if not isinstance(root, Path) or quiet():
        return
    inside = {p for c in cases if isinstance(c, Path) for p in c.parents if p.is_relative_to(root)}
    for folder in sorted({root, *inside}):
        _say_beside(folder)


def _say_beside(root: Path) -> None:
    files = beside_the_cases(root)
    if files:
        named = ", ".join(files[:_MOST_NAMED]) + (
            f" and {len(files) - _MOST_NAMED} more" if len(files) > _MOST_NAMED else ""
        )
        say(
            f"{root} also holds {named}, which belong{'s' if len(files) == 1 else ''} to no case; a case is a folder."
        )


def _write_sheet(path: Path) -> None:
    """Write an empty sheet; one that is there, perhaps filled in, stays."""
    from evidencekit.views.newsheet import new_csv, new_workbook

    made = {".xlsx": new_workbook, ".csv": new_csv}.get(path.suffix.lower())
    if made is None:
        raise UsageError(f"{path} is neither .xlsx nor .csv; name the new sheet with one of these endings.")
    write_new(path, made())
    if not quiet():
        say(f"{path} is ready to fill in; then run `evidencekit batch {path}`.")
