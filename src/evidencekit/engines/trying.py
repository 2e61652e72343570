"""Which engines lay letters out, and what each made of them: the first result without a flaw, else the one that lost least."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from evidencekit.beside import InTwo
from evidencekit.boxes import has_boxes
from evidencekit.errors import ConversionError, EvidenceKitError, MissingToolError, PluginError, UsageError
from evidencekit.model.finding import warning
from evidencekit.noroom import not_its_fault
from evidencekit.ports import LaidOut, LetterEngine, LettersEngine
from evidencekit.tomlfile import nearest
from evidencekit.typefaces import REMEDY, lacking, named, plain, unusual
from evidencekit.typesetting import has_worked
from evidencekit.wordcheck import missing_words, text_of
from evidencekit.wordfile import read_parts, save

_Written = TypeVar("_Written")

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Try:
    """What one engine made of a letter."""

    engine: str
    laid_out: LaidOut
    lost: tuple[str, ...]

    @property
    def flawless(self) -> bool:
        """No word lost, nothing to say."""
        return not self.lost and not self.laid_out.findings


def engines_for(engines: tuple[LetterEngine, ...], asked: str) -> tuple[LetterEngine, ...]:
    """Return the engines to try, in order.

    Raises `UsageError` where there is none of the name that is asked for, `MissingToolError` where it cannot work here.
    """
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
    needed = chosen.missing()
    if needed is not None:
        raise MissingToolError(f"The engine {asked} was asked for, but it needs {needed}.")
    return (chosen,)


def lay_out(
    names: tuple[str, ...],
    write: Callable[[str], tuple[_Written, Path]],
    folder: Path,
    engines: tuple[LetterEngine, ...],
    spare: Path | None = None,
) -> list[tuple[_Written, Try]]:
    """Return of each letter what `write` gives, and the first flawless result, else the one that lost least.

    `write` writes the letter of a name and returns what there is to say of it, and the DOCX to lay out. With a `spare`
    folder a second process takes its share of the letters, which the embedded engine lays out as each is written.

    Raises `ConversionError` where no engine can lay out one of them, `PluginError` where one fails otherwise, and what `write` raises.
    """

    def both(name: str) -> tuple[_Written, Path, Try | str]:
        written, docx = write(name)
        (made,) = _tried(engines[0], (_pair(docx, folder, engines[0]),))
        return written, docx, made

    if isinstance(engines[0], LettersEngine):
        drafts = [write(name) for name in names]
        tried = _tried(engines[0], tuple(_pair(docx, folder, engines[0]) for _, docx in drafts))
        first = [(*draft, made) for draft, made in zip(drafts, tried, strict=True)]
    else:
        first = InTwo(names, both, both, None if has_worked() else spare).results()
    tries: dict[Path, list[Try]] = {docx: [] for _, docx, _ in first}
    failures: dict[Path, list[str]] = {docx: [] for _, docx, _ in first}

    def sort_out(docx: Path, made: Try | str) -> None:
        if isinstance(made, Try):
            tries[docx].append(made)
        else:
            failures[docx].append(made)

    for _, docx, made in first:
        sort_out(docx, made)
    for engine in engines[1:]:
        pairs = tuple(_pair(d, folder, engine) for d in tries if not any(t.flawless for t in tries[d]))
        for (docx, _), made in zip(pairs, _tried(engine, pairs), strict=True):
            sort_out(docx, made)
    for docx, known in tries.items():
        if not known:
            raise ConversionError(f"{docx.name} cannot be turned into a PDF. " + " ".join(failures[docx]))
    return [
        (written, min(tries[docx], key=lambda t: (len(t.lost), len(t.laid_out.findings))))
        for written, docx, _ in first
    ]


def _pair(docx: Path, folder: Path, engine: LetterEngine) -> tuple[Path, Path]:
    """Return a letter and the PDF that an engine is to make of it."""
    return docx, folder / f"{docx.stem}.{engine.name}.pdf"


def _tried(engine: LetterEngine, pairs: tuple[tuple[Path, Path], ...]) -> list[Try | str]:
    """Lay letters out and judge each; return why where one cannot be."""

    def judged(pair: tuple[Path, Path], made: LaidOut | ConversionError) -> Try | str:
        try:
            return _judged(engine, *pair, made)
        except ConversionError as reason:
            return str(reason)

    return [judged(*each) for each in zip(pairs, _run(engine, pairs) if pairs else (), strict=True)]


def _judged(engine: LetterEngine, docx: Path, into: Path, made: LaidOut | ConversionError) -> Try:
    """Look whether every word and character is there; what no font has is laid out again as its numbers."""
    if isinstance(made, ConversionError):
        raise made
    text = text_of(docx)
    odd = "" if plain(text) or not has_boxes(made.pdf) else lacking(text) or unusual(text)
    if odd:
        made = _spelled(engine, docx, into, odd)
    lost = tuple(w for w in missing_words(docx, made.pdf) if not set(w) <= set(odd))
    return Try(engine.name, made, lost)


def _run(engine: LetterEngine, letters: tuple[tuple[Path, Path], ...]) -> list[LaidOut | ConversionError]:
    """Let an engine lay out letters, in one call where it can."""
    name, made = letters[0][0].name, list[LaidOut | ConversionError]()
    try:
        if isinstance(engine, LettersEngine):
            return list(engine.lay_out_all(letters))
        for docx, into in letters:
            name = docx.name
            try:
                made.append(engine.lay_out(docx, into))
            except ConversionError as reason:
                made.append(reason)
    except EvidenceKitError:
        raise
    except Exception as reason:
        if not_its_fault(reason):
            raise
        raise PluginError(f"The engine {engine.name} failed at {name}: {reason}.") from reason
    return made


def _spelled(engine: LetterEngine, docx: Path, into: Path, odd: str) -> LaidOut:
    """Lay a letter out with characters that no font has as their numbers, `[U+A9B2]`: a box would say nothing at all."""
    parts = read_parts(docx)
    table = {ord(c): f"[U+{ord(c):04X}]" for c in odd}
    for name in [n for n in parts if n.startswith("word/") and n.endswith(".xml")]:
        parts[name] = parts[name].decode().translate(table).encode()
    copy = into.with_suffix(".docx")
    save(parts, copy)
    (made,) = _run(engine, ((copy, into),))
    if isinstance(made, ConversionError):
        raise made
    message = (
        f"No font at hand has these characters, so their numbers stand in the letter: {named(odd)}. {REMEDY}, or write them otherwise, "
        "and build again."
    )
    return replace(made, findings=(*made.findings, warning("glyph-missing", message, docx.name)))
