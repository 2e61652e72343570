"""`review` and `build`: the whole story, top to bottom."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from evidencekit.athand import hands, kept_for, who_signs
from evidencekit.byhand import kept_by_hand
from evidencekit.days import the_day
from evidencekit.desk import Desk, open_desk
from evidencekit.earlier import earlier_bundle
from evidencekit.errors import UsageError
from evidencekit.howbuilt import circumstances, protections
from evidencekit.kept import Kept
from evidencekit.language import ENGLISH, open_language
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, Delivery, Letter, Outcome, OutcomeStatus, Review
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import blocks, each_once
from evidencekit.model.profile import Profile
from evidencekit.model.sheetrow import RowFacts
from evidencekit.model.supplement import Sent, Supplement
from evidencekit.names import case_name
from evidencekit.notary import Signing
from evidencekit.outcome import lacks_a_password, outcome_of, summary_of
from evidencekit.passwords import Passwords
from evidencekit.privately import privately
from evidencekit.resources import Library, open_library
from evidencekit.rules.circumstances import kinds_sent
from evidencekit.rules.plausible import doubts
from evidencekit.sidepages import page_for_the_filer, with_page_to_check
from evidencekit.snapshot import Snapshot, marked, recall, remember
from evidencekit.steps.answer import answer
from evidencekit.steps.arrange import arrange
from evidencekit.steps.assemble import assemble
from evidencekit.steps.assess import assess
from evidencekit.steps.classify import classify
from evidencekit.steps.compare import compare
from evidencekit.steps.deliver import deliver
from evidencekit.steps.establish import establish
from evidencekit.steps.examine import examine, unread_pictures
from evidencekit.steps.intake import collect, open_case
from evidencekit.steps.lock import lock
from evidencekit.steps.normalize import normalize
from evidencekit.steps.profiles import Catalog, as_named, as_wished
from evidencekit.steps.redact import misnamed, redact, still_shown
from evidencekit.steps.seal import publish
from evidencekit.steps.sign import sign
from evidencekit.steps.spare import cut_to_fit, told_spared, why_spared
from evidencekit.steps.supplement import cover, sent_before, supplement, told_of
from evidencekit.steps.write import write
from evidencekit.toolkit import Toolkit, import_ahead, installed_toolkit
from evidencekit.unchanged import Wish, input_key, note_refusals, standing, told_for_next_time
from evidencekit.underway import step
from evidencekit.version import __version__
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
    ahead = import_ahead if desk.hands and desk.for_pages else None
    readings = examine(sources, desk, toolkit.extractors, ahead)
    exhibits = classify(compare(readings, case), case, library)
    particulars, contradictions = establish(case, exhibits)
    return CaseRead(
        case, sources, exhibits, particulars, (*set_aside, *unread_pictures(readings), *contradictions)
    )


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
    for profile in profiles:
        yield _build_one(bench, profile, began)
        began = time.perf_counter()


def _build_one(bench: Workbench, profile: Profile, began: float) -> Outcome:
    read = bench.read
    earlier = earlier_bundle(bench.into / read.case.name / profile.id)
    sent = sent_before(profile, read.case, earlier, bench.today)
    everything = arrange(read.exhibits, read.case, earlier.labels)
    assessment = assess(
        profile, read.case, read.particulars, everything, bench.today,
        rulebook=bench.rulebook, beside=bench.profiles, claimed=bench.claimed,
    )  # fmt: skip
    language = bench.desk.language = open_language(bench.library, bench.lang or assessment.language)
    exhibits = arrange(read.exhibits, read.case, earlier.labels, assessment.harmful, language=language)
    findings = each_once(
        (
            *read.findings,
            *misnamed(read.case, read.exhibits),
            *(f for e in exhibits for f in e.reading.findings),
            *assessment.findings,
        )
    )
    refused = partial(
        outcome_of,
        bench,
        profile,
        OutcomeStatus.REFUSED,
        began,
        summary=summary_of(bench, profile, assessment),
    )
    if not bench.draft and blocks(findings):
        return refused(findings=findings)

    made = _made(bench, profile, assessment, exhibits, sent)
    withheld = tuple(f for p in made.paged for f in p.findings)
    if not bench.draft and blocks(withheld):
        return refused(findings=each_once((*findings, *withheld)))

    def without(gone: tuple[str, ...]) -> _Made:
        spared = dict.fromkeys(gone, why_spared(profile))
        rest = arrange(
            read.exhibits, read.case, earlier.labels, assessment.harmful, spared, language=language
        )
        return _made(bench, profile, assessment, rest, sent)

    # Of a supplement only what it adds can make it smaller.
    made, spared = cut_to_fit(made, without, assessment, read.case)
    exhibits = made.exhibits
    letters, paged, desk = made.letters, made.paged, bench.desk
    locked = lock(made.delivery, profile, desk)
    bundle, signed = sign(made.bundle, locked, profile, bench.signing, bench.notary, desk)
    delivery = answer(
        profile, read.case, read.particulars, assessment, exhibits, letters, with_page_to_check(bench, profile, signed, made.sent),
        today=bench.today, desk=desk,
    )  # fmt: skip
    noticed = (
        *(p.findings for p in paged),
        *(each.findings for each in letters),
        bundle.findings,
        delivery.findings,
        told_spared(profile, spared),
        tuple(told_of(made.supplement, sent, profile, read.case, exhibits, earlier, bench.today)),
        tuple(still_shown(bundle, read.case, profile, read.exhibits)),
    )
    findings = each_once((*findings, *(f for each in noticed for f in each)))
    outcome = outcome_of(
        bench, profile, OutcomeStatus.BUILT, began,
        folder=bench.into / read.case.name / profile.id, pages=bundle.pages, exhibits=bundle.exhibits,
        findings=findings, summary=summary_of(bench, profile, assessment),
    )  # fmt: skip
    step("the seal")
    # What was set aside is tried again next time: it may have been the fault of the moment.
    key = bench.key if bench.key and not bench.desk.aside and bench.taken() == bench.key else ""
    log = told_for_next_time(outcome, key, tuple(p.id for p in bench.profiles))
    told = tuple(kept_by_hand(bench.into / read.case.name / profile.id, read.case, read.sources))
    publish(
        read.case, profile, read.sources, exhibits, assessment, bundle, letters, delivery,
        page_for_the_filer(bench, assessment, exhibits, bundle, findings),
        into=bench.into, today=bench.today, log={"started": bench.started, "seconds": outcome.seconds, **log},
        version=__version__, circumstances=circumstances(bench), sent=sent, supplement=made.supplement,
    )  # fmt: skip
    return replace(
        outcome, findings=(*outcome.findings, *told), seconds=round(time.perf_counter() - began, 3)
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made for one recipient, before it is published."""

    exhibits: tuple[Exhibit, ...]
    letters: tuple[Letter, ...]
    paged: tuple[PagedExhibit, ...]
    bundle: Bundle
    supplement: Supplement | None
    sent: Bundle
    """What is cut to form: the bundle, or the supplement to one that was sent before."""
    delivery: Delivery


def _made(
    bench: Workbench,
    profile: Profile,
    assessment: Assessment,
    exhibits: tuple[Exhibit, ...],
    before: Sent | None,
) -> _Made:
    """Write, put together and cut to form; what was made of a file before is not made again."""
    read, desk = bench.read, bench.desk
    step("the letters")
    letters = write(
        profile, read.case, read.particulars, assessment, exhibits,
        today=bench.today, desk=desk, library=bench.library,
        engines=bench.toolkit.engines, engine=bench.engine, lang=desk.language.code,
        lang_of_others=bench.lang or ENGLISH.code, reasons=bench.rulebook.reasons,
    )  # fmt: skip
    step("the pages")
    # Pictures were opened while letters were written.
    paged = redact(
        normalize(exhibits, desk, bench.toolkit.converters),
        read.case,
        profile,
        desk,
        bench.library,
        read.exhibits,
    )
    step("the bundle")
    put_together = partial(
        assemble, profile, read.case, read.particulars,
        today=bench.today, desk=desk, draft=bench.draft, language=desk.language, among=read.exhibits,
    )  # fmt: skip
    bundle = sent = put_together(letters, paged)
    more = supplement(before, read.case, exhibits, letters, bench.today)
    if more is not None:
        front = cover(
            more, profile, read.case, exhibits, letters, desk, claimant=read.particulars.claimant.name
        )
        enclosed = (front, *(letter for letter in letters if letter.name in more.letters))
        fresh = tuple(p for p in paged if p.exhibit.label in {*more.new, *more.replaced})
        sent = put_together(enclosed, fresh, adds_to=before)
    step("the delivery")
    delivery = deliver(profile, sent, letters, desk, bench.toolkit.deliveries)
    return _Made(exhibits, letters, paged, bundle, more, sent, delivery)
