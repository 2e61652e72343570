"""One recipient's bundle: what is asked for, written, put together, cut to form and sealed, top to bottom."""

import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial

from evidencekit.byhand import kept_by_hand
from evidencekit.earlier import earlier_bundle
from evidencekit.howbuilt import circumstances
from evidencekit.language import ENGLISH, open_language
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, Delivery, Letter, Outcome, OutcomeStatus
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import blocks, each_once
from evidencekit.model.profile import Profile
from evidencekit.model.supplement import Sent, Supplement
from evidencekit.outcome import outcome_of, summary_of
from evidencekit.sidepages import page_for_the_filer, with_page_to_check
from evidencekit.steps.answer import answer
from evidencekit.steps.arrange import arrange
from evidencekit.steps.assemble import assemble
from evidencekit.steps.assess import assess
from evidencekit.steps.deliver import begun, deliver
from evidencekit.steps.lock import lock
from evidencekit.steps.normalize import normalize
from evidencekit.steps.redact import misnamed, redact, still_shown
from evidencekit.steps.seal import publish
from evidencekit.steps.sign import sign
from evidencekit.steps.spare import cut_to_fit, told_spared, why_spared
from evidencekit.steps.supplement import cover, sent_before, supplement, told_of
from evidencekit.steps.write import write
from evidencekit.unchanged import told_for_next_time
from evidencekit.underway import step
from evidencekit.version import __version__
from evidencekit.workbench import Workbench


def bundle_for(bench: Workbench, profile: Profile, began: float) -> Outcome:
    """Build one recipient's bundle and publish it, or refuse to and say why; `began` is when its time began to count.

    Raises what its steps raise: `TemplateError`, `ConversionError` and the like, and `CannotWriteError` where nothing can be written.
    """
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
        engines=bench.toolkit.engines(), engine=bench.engine, lang=desk.language.code,
        lang_of_others=bench.lang or ENGLISH.code, reasons=bench.rulebook.reasons,
    )  # fmt: skip
    step("the pages")
    # Pictures were opened while letters were written.
    paged = redact(
        normalize(exhibits, desk, bench.toolkit.converters()),
        read.case,
        profile,
        desk,
        bench.library,
        read.exhibits,
    )
    step("the bundle")
    forms = bench.toolkit.deliveries()
    # Of a supplement only what it adds is delivered, which is not known yet.
    early = nullcontext() if before else begun(profile, letters, paged, desk, forms)
    put_together = partial(
        assemble, profile, read.case, read.particulars,
        today=bench.today, desk=desk, draft=bench.draft, language=desk.language, among=read.exhibits,
    )  # fmt: skip
    with early:
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
        delivery = deliver(profile, sent, letters, desk, forms)
    return _Made(exhibits, letters, paged, bundle, more, sent, delivery)
