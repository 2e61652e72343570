"""Write the letters: DOCX from templates, laid out as PDF, and no word lost on the way."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from evidencekit.alreadypaid import less_paid
from evidencekit.citing import cite
from evidencekit.claimwords import addressed, hints_for, profile_words
from evidencekit.desk import Desk
from evidencekit.engines.trying import AUTO, Try, engines_for, lay_out
from evidencekit.firm import firm_words
from evidencekit.language import Language, base, open_language
from evidencekit.letterdue import LetterSort, Standing, confirmed_kept, due, sort_of, standing, title
from evidencekit.lettertemplate import small
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Letter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.reason import Reason
from evidencekit.phrases import KEPT, LOSSES
from evidencekit.ports import LetterEngine
from evidencekit.reckoning import amount_findings
from evidencekit.resources import Library
from evidencekit.telling import tell
from evidencekit.templating import find, render_docx, render_text, written_in
from evidencekit.wordfile import read_parts
from evidencekit.wording import FirmWords, Wording

WORDS_SHOWN = 12
_OFFERING = ("claim-letter", "notice-of-claim", "inspection-invitation")
"""What offers an inspection where the goods are kept."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the letters of one language say."""

    language: Language
    words: Wording
    cited: Wording
    """The same, with the places in the exhibits at which values stand."""
    hints: Mapping[str, tuple[str, str]]
    """For each gap the subject of its finding, and what to write to close it."""

    def addressed(self, sort: LetterSort) -> Wording:
        """Turn the words to whom a letter goes; what goes by itself has no exhibits behind it to lead to."""
        return addressed(self.cited if sort.enclosed else self.words, sort.to, self.language)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A letter or message that is due, before it is written."""

    name: str
    template: Path
    told: _Told
    asked: str
    """The language that was asked for, which may have no template."""

    @property
    def plain(self) -> bool:
        """Whether it is a text to paste."""
        return self.template.suffix == ".txt"

    @property
    def sort(self) -> LetterSort:
        return sort_of(self.name)

    @property
    def heading(self) -> str:
        return self.told.language.say(title(self.name))


def _told(
    language: Language,
    at: Standing,
    exhibits: tuple[Exhibit, ...],
    enclosed: tuple[str, ...],
    reasons: tuple[Reason, ...],
    firm: FirmWords,
) -> _Told:
    told = less_paid(tell(at, exhibits, enclosed, language=language, reasons=reasons), at, language)
    words = replace(told, firm=firm)
    return _Told(language, words, cite(words, at, language) if enclosed else words, hints_for(at, language))


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
    lang_of_others: str | None = None,
    reasons: tuple[Reason, ...] = (),
) -> tuple[Letter, ...]:
    """Write those of the profile's letters and messages that are due, in their order; what they lack stands in their findings.

    `lang` is the recipient's language; `lang_of_others` that of a letter to somebody else and of notes for one's own house
    (left out: the same). What has no template in a language is written in English.

    Raises `TemplateError` where a template is wrong, `UsageError` and `MissingToolError` where the engine or the
    language that was asked for is not there, `ConversionError` where no engine can lay out a letter.
    """
    usable = engines_for(engines, engine)
    at = standing(profile, case, particulars, assessment, exhibits, today=today)
    needed = tuple(name for name in (*profile.letters, *profile.messages) if due(name, at))
    enclosed = tuple(n for n in needed if n not in profile.messages and sort_of(n).enclosed)
    telling = cache(
        lambda code: _told(
            open_language(library, code), at, exhibits, enclosed, reasons, firm_words(library, code)
        )
    )
    folder = desk.folder(f"letters/{profile.id}")

    def draft(name: str) -> _Draft:
        asked = lang if _for_recipient(sort_of(name), profile) else lang_of_others or lang
        template = find(library, name, asked)
        return _Draft(name, template, telling(written_in(template, asked)), asked)

    drafts = {name: draft(name) for name in needed}
    to_lay_out = tuple(name for name, each in drafts.items() if not each.plain)
    made = lay_out(
        to_lay_out, lambda name: _letter(drafts[name], folder, today), folder, usable, desk.spare_folder()
    )
    laid_out = _laid_out(made, folder)
    letters = [
        _labelled(laid_out[name] if name in laid_out else _message(each, profile), each, library)
        for name, each in drafts.items()
    ]
    if letters:
        told = telling(letters[0].lang)
        more = (
            *_promise(at, telling, letters),
            *_undertaking(told.words, needed),
            *_spoken(profile, telling(lang), lang_of_others),
            *_untranslated(at, telling(lang)),
            *amount_findings(particulars),
        )
        letters[0] = replace(letters[0], findings=(*letters[0].findings, *more))
    return tuple(letters)


def _message(draft: _Draft, profile: Profile) -> Letter:
    """Write a message to paste."""
    text = render_text(draft.template, draft.told.addressed(draft.sort).context())
    noticed = (*_gaps(text, draft.told), *_too_long(draft.name, text, profile))
    return Letter(draft.name, draft.heading, text=text, findings=noticed)


def _letter(draft: _Draft, folder: Path, today: date) -> tuple[Letter, Path]:
    """Write a letter as DOCX; return it with what is to be laid out of it."""
    told, wording = draft.told, draft.told.addressed(draft.sort)
    docx, to_lay_out = render_docx(
        draft.template,
        wording.context(),
        folder / f"{draft.name}.docx",
        title=f"{draft.heading} {wording.reference}",
        author=wording.claimant.name,
        today=today,
    )
    text = _text(docx)
    # What the passing of time alone changes is no change of the letter.
    lasting = text.replace(wording.today, "").replace(wording.claim.restated, "")
    words = hashlib.sha256(" ".join(lasting.split()).encode()).hexdigest()
    return Letter(draft.name, draft.heading, docx, findings=_gaps(text, told), words_sha256=words), to_lay_out


def _labelled(made: Letter, draft: _Draft, library: Library) -> Letter:
    """Say of a letter in what language it is, and of what template it was made."""
    findings = made.findings
    if draft.told.language.code != draft.asked:
        findings = (*findings, _in_english(made.title, library, draft.asked))
    return replace(
        made,
        findings=findings,
        enclosed=draft.sort.enclosed,
        lang=draft.told.language.code,
        template=draft.template.name,
        template_sha256=hashlib.sha256(small(draft.template)).hexdigest(),
    )


def _laid_out(made: list[tuple[Letter, Try]], folder: Path) -> dict[str, Letter]:
    """Give each letter its PDF."""
    done = {}
    for letter, best in made:
        pdf = best.laid_out.pdf.rename(folder / f"{letter.name}.pdf")
        findings = (*letter.findings, *best.laid_out.findings, *_lost(letter.title, best))
        done[letter.name] = replace(
            letter, pdf=pdf, pages=best.laid_out.pages, engine=best.engine, findings=findings
        )
    return done


def _lost(heading: str, best: Try) -> tuple[Finding, ...]:
    if not best.lost:
        return ()
    shown = ", ".join(best.lost[:WORDS_SHOWN]) + (" ..." if len(best.lost) > WORDS_SHOWN else "")
    count = "1 word of the DOCX is" if len(best.lost) == 1 else f"{len(best.lost)} words of the DOCX are"
    mend = "" if best.engine == "libreoffice" else " Or install LibreOffice and build again."
    message = f"{heading}: {count} not in its PDF: {shown}. Open the DOCX, print it to PDF and send that instead.{mend}"
    return (warning("words-missing", message, heading),)


def _gaps(text: str, told: _Told) -> tuple[Finding, ...]:
    """Say of each gap that stands in a letter what to write to close it."""
    hints = told.hints
    found = [gap for gap in hints if gap in text]
    other = [g for g in dict.fromkeys(told.language.gaps().findall(text)) if g not in hints]
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


def _promise(at: Standing, telling: Callable[[str], _Told], letters: list[Letter]) -> tuple[Finding, ...]:
    """Point out that a letter promises something that nobody has confirmed, or that none does since nobody said it."""
    promised = any(
        letter.docx is not None and telling(letter.lang).language.say(KEPT) in _text(letter.docx)
        for letter in letters
    )
    if confirmed_kept(at.case) is not None or at.gone or at.stored:
        return ()
    kept = LOSSES[at.particulars.loss_type][2] if at.particulars.loss_type else ""
    if not promised:
        message = (
            f"No letter says that the {kept} are kept for inspection, since nobody said so. If they are, write in case.toml: "
            "[confirmed] goods-kept = true, and under [loss] kept_at where; if they are gone, goods-kept = false."
        )
        offering = kept and any(letter.name in _OFFERING for letter in letters)
        return (note("goods-kept", message),) if offering else ()
    message = (
        f"A letter says that the {kept or 'goods'} are kept for inspection. Keep them until the claim is settled; "
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


def _for_recipient(sort: LetterSort, profile: Profile) -> bool:
    """Say whether a letter goes to the recipient in the end: it is addressed to it, or signed by somebody to be handed to it."""
    return not sort.inhouse and (sort.to != "carrier" or profile.addressed_as in ("carrier", "anyone"))


def _in_english(heading: str, library: Library, asked: str) -> Finding:
    """Say that there is no template of a letter in the language that was asked for."""
    name = open_language(library, asked).name
    message = f"{heading} is in English: there is no template of it in {name} ({asked})."
    return note("in-english", message, heading)


def _spoken(profile: Profile, told: _Told, lang_of_others: str | None) -> tuple[Finding, ...]:
    """Say in which language the letters are where it is the recipient's and nobody asked for it."""
    if told.language.english or lang_of_others in (None, told.language.code):
        return ()
    message = (
        f"The letters are in {told.language.name}, in which {profile.recipient} is written to. Read them before you sign; "
        'for English ones build with --lang en, or write language = "en" in case.toml.'
    )
    return (note("language", message),)


def _untranslated(at: Standing, told: _Told) -> tuple[Finding, ...]:
    """Name what a profile calls things by and the language has no words for, so that it stands in the letters in English."""
    lacking = [text for text in profile_words(at) if not told.language.has(text)]
    if not lacking:
        return ()
    more = f" and {len(lacking) - WORDS_SHOWN} more" if len(lacking) > WORDS_SHOWN else ""
    shown = "; ".join(lacking[:WORDS_SHOWN])
    message = (
        f"The letters in {told.language.name} have these words of the profile in English: {shown}{more}. "
        f"Write them into languages/{base(told.language.code)}.toml of your templates folder, or mend the DOCX."
    )
    return (note("untranslated", message),)


def _text(docx: Path) -> str:
    from lxml import etree

    root = etree.fromstring(
        read_parts(docx)["word/document.xml"], etree.XMLParser(resolve_entities=False, no_network=True)
    )
    return " ".join(
        "".join(p.itertext())
        for p in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    )
