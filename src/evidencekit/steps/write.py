"""Write the letters: DOCX from templates, laid out as PDF, and no word lost on the way."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from evidencekit.citing import cite
from evidencekit.claimwords import addressed, hints_for
from evidencekit.desk import Desk
from evidencekit.errors import ConversionError, EvidenceKitError, MissingToolError, PluginError, UsageError
from evidencekit.language import Language
from evidencekit.letterdue import confirmed_kept, due, sort_of, standing, title
from evidencekit.lettertemplate import small
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Letter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.reason import Reason
from evidencekit.phrases import GAPS, KEPT
from evidencekit.ports import LaidOut, LetterEngine
from evidencekit.reckoning import amount_findings
from evidencekit.resources import Library
from evidencekit.telling import tell
from evidencekit.templating import find, render_docx, render_text
from evidencekit.tomlfile import nearest
from evidencekit.wordcheck import missing_words
from evidencekit.wordfile import read_parts
from evidencekit.wording import Wording

AUTO = "auto"
WORDS_SHOWN = 12
_GAPS_BY_TEXT = {str(gap): told for gap, told in GAPS.items()}
_GAP = re.compile(r"\[[^\[\]\n]{1,120}: not known\]")


@dataclass(frozen=True, slots=True)
class _Try:
    """What one engine made of a letter."""

    engine: str
    laid_out: LaidOut
    lost: tuple[str, ...]

    @property
    def flawless(self) -> bool:
        """No word lost, nothing to say."""
        return not self.lost and not self.laid_out.findings


def write(
    profile: Profile,
    case: Case,
    particulars: Particulars,
    assessment: Assessment,
    exhibits: tuple[Exhibit, ...],
    *,
    today: date,
    desk: Desk,
    library: Library,
    engines: tuple[LetterEngine, ...],
    engine: str = AUTO,
    lang: str = "en",
    reasons: tuple[Reason, ...] = (),
) -> tuple[Letter, ...]:
    """Write those of the profile's letters and messages that are due, in their order; what they lack stands in their findings.

    Raises `TemplateError` where a template is wrong, `UsageError` and `MissingToolError` where the engine or the
    language that was asked for is not there, `ConversionError` where no engine can lay out a letter.
    """
    usable = _usable(engines, engine)
    at = standing(profile, case, particulars, assessment, exhibits, today=today)
    needed = tuple(name for name in (*profile.letters, *profile.messages) if due(name, at))
    enclosed = tuple(n for n in needed if n not in profile.messages and sort_of(n).enclosed)
    told = tell(at, exhibits, enclosed, language=Language(lang), reasons=reasons)
    cited = cite(told, at, Language(lang)) if enclosed else told
    hints = {**_GAPS_BY_TEXT, **hints_for(at)}
    folder = desk.folder(f"letters/{profile.id}")
    letters = []
    for name in needed:
        template, sort = find(library, name, lang), sort_of(name)
        # What goes by itself has no exhibits behind it to lead to.
        wording = addressed(cited if sort.enclosed else told, sort.to)
        if template.suffix == ".txt":
            text = render_text(template, wording.context())
            noticed = (*_gaps(text, hints), *_too_long(name, text, profile))
            made = Letter(name, title(name), text=text, findings=noticed)
        else:
            made = _letter(name, template, wording, folder, today, usable, hints)
        digest = hashlib.sha256(small(template)).hexdigest()
        letters.append(replace(made, enclosed=sort.enclosed, template=template.name, template_sha256=digest))
    if letters:
        more = (*_promise(case, told, letters), *_undertaking(told, needed), *amount_findings(particulars))
        letters[0] = replace(letters[0], findings=(*letters[0].findings, *more))
    return tuple(letters)


def _letter(
    name: str,
    template: Path,
    wording: Wording,
    folder: Path,
    today: date,
    engines: tuple[LetterEngine, ...],
    hints: Mapping[str, tuple[str, str]],
) -> Letter:
    heading = title(name)
    docx, to_lay_out = render_docx(
        template,
        wording.context(),
        folder / f"{name}.docx",
        title=f"{heading} {wording.reference}",
        author=wording.claimant.name,
        today=today,
    )
    best = _lay_out(to_lay_out, folder, engines)
    text = _text(docx)
    words = hashlib.sha256(text.replace(wording.today, "").encode()).hexdigest()
    findings = (*_gaps(text, hints), *best.laid_out.findings, *_lost(heading, best))
    pdf = best.laid_out.pdf.rename(folder / f"{name}.pdf")
    return Letter(
        name,
        heading,
        docx,
        pdf,
        best.laid_out.pages,
        engine=best.engine,
        findings=findings,
        words_sha256=words,
    )


def _usable(engines: tuple[LetterEngine, ...], asked: str) -> tuple[LetterEngine, ...]:
    """Return the engines to try, in order."""
    if asked == AUTO:
        usable = tuple(e for e in engines if e.missing() is None)
        if not usable:
            raise MissingToolError(
                "No engine can lay out letters here: install "
                + " or ".join(m for e in engines if (m := e.missing()))
                + "."
            )
        return usable
    chosen = next((e for e in engines if e.name == asked), None)
    if chosen is None:
        known = (AUTO, *(e.name for e in engines))
        close = nearest(asked, known)
        raise UsageError(
            f"There is no engine {asked}"
            + (f" (did you mean {close}?)." if close else f"; there are {', '.join(known)}.")
        )
    lacking = chosen.missing()
    if lacking is not None:
        raise MissingToolError(f"The engine {asked} was asked for, but it needs {lacking}.")
    return (chosen,)


def _lay_out(docx: Path, folder: Path, engines: tuple[LetterEngine, ...]) -> _Try:
    """Return the first flawless result, else the one that lost least."""
    tries, failures = [], []
    for engine in engines:
        into = folder / f"{docx.stem}.{engine.name}.pdf"
        try:
            laid_out = _run(engine, docx, into)
            tries.append(_Try(engine.name, laid_out, missing_words(docx, laid_out.pdf)))
        except ConversionError as reason:
            failures.append(str(reason))
            continue
        if tries[-1].flawless:
            break
    if not tries:
        raise ConversionError(f"{docx.name} cannot be turned into a PDF. " + " ".join(failures))
    return min(tries, key=lambda t: (len(t.lost), len(t.laid_out.findings)))


def _run(engine: LetterEngine, docx: Path, into: Path) -> LaidOut:
    try:
        return engine.lay_out(docx, into)
    except EvidenceKitError:
        raise
    except Exception as reason:
        raise PluginError(f"The engine {engine.name} failed at {docx.name}: {reason}.") from reason


def _lost(heading: str, best: _Try) -> tuple[Finding, ...]:
    if not best.lost:
        return ()
    shown = ", ".join(best.lost[:WORDS_SHOWN]) + (" ..." if len(best.lost) > WORDS_SHOWN else "")
    count = "1 word of the DOCX is" if len(best.lost) == 1 else f"{len(best.lost)} words of the DOCX are"
    mend = "" if best.engine == "libreoffice" else " Or install LibreOffice and build again."
    message = f"{heading}: {count} not in its PDF: {shown}. Open the DOCX, print it to PDF and send that instead.{mend}"
    return (warning("words-missing", message, heading),)


def _gaps(text: str, hints: Mapping[str, tuple[str, str]]) -> tuple[Finding, ...]:
    """Say of each gap that stands in a letter what to write to close it."""
    found = [gap for gap in hints if gap in text]
    other = [g for g in dict.fromkeys(_GAP.findall(text)) if g not in hints]
    return (
        *(warning("gap", f"The letters say “{gap}”. {hints[gap][1]}", hints[gap][0]) for gap in found),
        *(
            warning("gap", f"The letters say “{gap}”. Write it into the DOCX before you send it.")
            for gap in other
        ),
    )


def _too_long(name: str, text: str, profile: Profile) -> tuple[Finding, ...]:
    """Say that a message is longer than the portal takes."""
    most = profile.delivery.max_text
    if most is None or len(text.strip()) <= most:
        return ()
    message = f"{title(name)} has {len(text.strip())} characters and {profile.recipient} takes {most}; shorten it before you paste it."
    return (warning("text-too-long", message, name),)


def _promise(case: Case, wording: Wording, letters: list[Letter]) -> tuple[Finding, ...]:
    """Point out that a letter promises something that nobody has confirmed."""
    promised = any(letter.docx is not None and KEPT in _text(letter.docx) for letter in letters)
    if not promised or confirmed_kept(case):
        return ()
    message = (
        f"A letter says that the {wording.loss.goods_kept} are kept for inspection. Keep them until the claim is settled; "
        "if they are gone, write in case.toml: [confirmed] goods-kept = false."
    )
    return (note("goods-kept", message),)


def _undertaking(told: Wording, needed: tuple[str, ...]) -> tuple[Finding, ...]:
    """Point out that signing a page binds the claimant."""
    if "missing-documents" not in needed or not told.indemnity:
        return ()
    message = (
        f"The page Missing documents holds an indemnity for what is not there ({told.indemnity}). It binds you once it is signed: read it, "
        "and take it out of the DOCX where you do not want it."
    )
    return (note("indemnity", message),)


def _text(docx: Path) -> str:
    from lxml import etree

    root = etree.fromstring(
        read_parts(docx)["word/document.xml"], etree.XMLParser(resolve_entities=False, no_network=True)
    )
    return " ".join(
        "".join(p.itertext())
        for p in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    )
