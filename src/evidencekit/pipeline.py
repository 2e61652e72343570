"""`review` and `build`: how a case is read; how each recipient's bundle is made of it goes on in `bundling.py`."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from evidencekit.athand import hands, kept_for, who_signs
from evidencekit.days import the_day
from evidencekit.desk import Desk, open_desk
from evidencekit.errors import UsageError
from evidencekit.howbuilt import protections
from evidencekit.kept import Kept
from evidencekit.model.bundle import Outcome, Review
from evidencekit.model.case import Case
from evidencekit.model.profile import Profile
from evidencekit.model.sheetrow import RowFacts
from evidencekit.names import case_name
from evidencekit.notary import Signing
from evidencekit.outcome import lacks_a_password
from evidencekit.passwords import Passwords
from evidencekit.privately import privately
from evidencekit.resources import Library, open_library
from evidencekit.rules.circumstances import kinds_sent
from evidencekit.rules.plausible import doubts
from evidencekit.snapshot import Snapshot, marked, recall, remember
from evidencekit.steps.arrange import arrange
from evidencekit.steps.assess import assess
from evidencekit.steps.classify import classify, rules_of
from evidencekit.steps.compare import compare
from evidencekit.steps.establish import establish
from evidencekit.steps.examine import examine, unread_pictures
from evidencekit.steps.intake import collect, open_case
from evidencekit.steps.profiles import Catalog, as_named, as_wished
from evidencekit.toolkit import Toolkit, import_ahead, installed_toolkit
from evidencekit.unchanged import Wish, input_key, note_refusals, standing
from evidencekit.underway import step
from evidencekit.workbench import CaseRead, Workbench


def review(
    folder: Path,
    *,
    recipients: Sequence[str] = (),
    today: date | None = None,
    templates: Path | None = None,
    row: RowFacts | None = None,
    passwords: Passwords | None = None,
) -> Review:
    """Read a case folder and say what each recipient will find wrong with it.

    `recipients` are ids of profiles; none means those that `case.toml` names. `today` (default: `SOURCE_DATE_EPOCH`,
    else the system's date) is the day on which windows are judged. `row` is what a sheet says of the case
    beside its `case.toml`, and `passwords` open locked files beside those of its `[secrets]`. Raises `EvidenceKitError` where the folder, its
    `case.toml` or a profile cannot be used; bad evidence becomes findings.
    """
    library, toolkit = open_library(templates), installed_toolkit()
    read = _read_through(Path(folder), library, toolkit, kept_for(toolkit), row, passwords)
    events, day = read.particulars.moments(), the_day(today)
    catalog = Catalog(library)
    wanted = catalog.profiles(tuple(recipients) or read.case.file.recipients, events)
    profiles = as_named(wanted, read.particulars)
    claimed = as_named(catalog.claimed(read.case.file, events), read.particulars)
    rulebook = catalog.rulebook(events)
    exhibits = arrange(read.exhibits, read.case)
    return Review(
        case=read.case.name,
        exhibits=exhibits,
        particulars=read.particulars,
        assessments=tuple(
            assess(
                p,
                read.case,
                read.particulars,
                exhibits,
                day,
                rulebook=rulebook,
                beside=profiles,
                claimed=claimed,
            )
            for p in profiles
        ),
        findings=(*read.findings, *doubts(read.case, read.particulars, day, read.findings)),
    )


def case_of(folder: Path, row: RowFacts | None = None) -> Case:
    """Return a case as `case.toml` and the row of a sheet describe it; raise `CaseError` where that cannot be read."""
    return open_case(Path(folder), row)


def look_through(
    folder: Path, library: Library, toolkit: Toolkit, kept: Kept | None
) -> tuple[Case, Snapshot]:
    """Return a case and what rules depend on; one that did not change since it was last read is not read again."""
    case, known = open_case(folder), recall(kept, marked(folder))
    if known is None:
        read = _read_through(folder, library, toolkit, kept)
        return read.case, Snapshot(read.particulars, kinds_sent(read.exhibits))
    return case, known


def build(
    folder: Path,
    *,
    into: Path,
    recipients: Sequence[str] = (),
    today: date | None = None,
    templates: Path | None = None,
    engine: str = "auto",
    draft: bool = False,
    lang: str | None = None,
    resume: bool = False,
    row: RowFacts | None = None,
    passwords: Passwords | None = None,
    private: bool = False,
    signing: Signing | None = None,
) -> tuple[Outcome, ...]:
    """Turn a case folder into one bundle for each recipient below `into`, or refuse and say why.

    Returns one outcome for each recipient. `draft` builds in spite of blocking findings and marks every page. With
    `resume`, bundles that were made from the very same input and stand untouched are told again and not made again, and what
    was refused for it is refused again without reading the case.
    `row` is what a sheet says of the case beside its `case.toml`, and `passwords` open locked files beside those of its
    `[secrets]`; one of them under the name `delivery` encrypts what is delivered. What is `private` can be read by its owner
    alone, and `signing` says with what key the PDFs are signed. Raises as `review` does, and `CannotWriteError` where the output cannot be written.
    """
    folder, into = Path(folder), Path(into)
    if into.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"The output folder {into} lies inside the case folder {folder}; choose one beside it."
        )
    library, toolkit, day = open_library(templates), installed_toolkit(), the_day(today)
    kept, protected = kept_for(toolkit), tuple(protections(passwords, signing, private=private))
    wish = Wish(tuple(recipients), day, engine, draft, lang, row, protected)
    taken = partial(input_key, folder, wish, library, kept)
    key = taken() if resume or kept is not None else ""
    made = standing(into / (row.case if row else case_name(folder)), wish, key) if resume else None
    if made is not None and not (passwords and lacks_a_password(made)):
        return made
    apart = (Passwords() if passwords is None else passwords).apart_from(*((signing.key,) if signing else ()))
    with open_desk(hands=hands(), kept=kept, passwords=apart) as desk:
        began, started = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
        read = _read(folder, desk, library, toolkit, row)
        wanted = tuple(recipients) or read.case.file.recipients
        if not wanted:
            raise UsageError(
                f"{read.case.name}: say for whom the bundle is, with --for (such as --for generic), "
                'or with recipients = ["..."] in case.toml; `evidencekit recipients` lists them.'
            )
        events, catalog = read.particulars.moments(), Catalog(library)
        profiles = as_named(as_wished(catalog.profiles(wanted, events), read.case.file), read.particulars)
        bench = Workbench(
            replace(read, findings=(*read.findings, *doubts(read.case, read.particulars, day, read.findings))),
            desk, library, toolkit, day, into, engine, draft, lang or read.case.file.language,
            catalog.rulebook(events), profiles, started, key, taken, signing, who_signs(signing, passwords),
            as_named(catalog.claimed(read.case.file, events), read.particulars),
        )  # fmt: skip
        with privately(private=private):
            outcomes = tuple(_timed(bench, profiles, began))
    if resume:
        with privately(private=private):
            note_refusals(
                into / read.case.name, key if key and not desk.aside and taken() == key else "", outcomes
            )
    return outcomes


def _read(folder: Path, desk: Desk, library: Library, toolkit: Toolkit, row: RowFacts | None) -> CaseRead:
    step("the case folder")
    case = open_case(folder, row)
    sources, set_aside = collect(case, desk, toolkit.identifiers)
    step("what the files say")
    ahead = (
        partial(import_ahead, partial(rules_of, library), _page_at_hand)
        if desk.hands and desk.for_pages
        else None
    )
    readings = examine(sources, desk, toolkit.extractors, ahead)
    exhibits = classify(compare(readings, case), case, library)
    particulars, contradictions = establish(case, exhibits)
    return CaseRead(
        case, sources, exhibits, particulars, (*set_aside, *unread_pictures(readings), *contradictions)
    )


def _page_at_hand() -> None:
    from evidencekit.views.review import template  # not for whoever only reads

    template()


def _read_through(
    folder: Path,
    library: Library,
    toolkit: Toolkit,
    kept: Kept | None,
    row: RowFacts | None = None,
    passwords: Passwords | None = None,
) -> CaseRead:
    """Read a case without making pages, and keep what its deadlines depend on."""
    mark = marked(folder)
    with open_desk(for_pages=False, hands=hands(), kept=kept, passwords=passwords) as desk:
        read = _read(folder, desk, library, toolkit, row)
        locked = bool(desk.unlocked)
    remember(None if locked or row else kept, mark, Snapshot(read.particulars, kinds_sent(read.exhibits)))
    return read


def _timed(bench: Workbench, profiles: tuple[Profile, ...], began: float) -> Iterator[Outcome]:
    """Build for each recipient; the time to read the case counts for the first one."""
    from evidencekit.bundling import bundle_for  # loaded by now, while photos were opened

    for profile in profiles:
        yield bundle_for(bench, profile, began)
        began = time.perf_counter()
