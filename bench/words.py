"""Count the words that get lost on the way from DOCX to PDF: of our letters by both engines, and of strangers' files beside LibreOffice.

    EVIDENCEKIT_CORPUS=folder/of/test/files python bench/words.py [--most 200] [--write]

Every letter is filled in in every language, with little and with much. With `--write` the table of docs/letters.md is written anew.

As in a build, the engine that comes along lays a file out, and LibreOffice where that loses words. A word is lost in silence where
LibreOffice's own pages have it, ours have it not, and the word check has nothing to say. LibreOffice is needed as the judge.
"""

import argparse
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.errors import ConversionError
from evidencekit.office import lay_out_all
from evidencekit.pdf import count_pages
from evidencekit.soffice import program
from evidencekit.typesetting import typeset
from evidencekit.wordcheck import missing_words, struck_words, text_of, words_of
from evidencekit.wordfile import disarm, holds_drawings, packed, read_parts

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from builders_golden import CONTENTS, DOCUMENTS, LANGUAGES, filled
from evidencekit.engines import BUILTIN
from evidencekit.ports import LettersEngine

TABLE = Path(__file__).parent.parent / "tools" / "word_check.md"
_NOTE_MARK = re.compile(r"(?:\d+|[ivx]+)$")
WANTED = 0.95
"""Of the files: so many have as many pages as LibreOffice makes."""


@dataclass(frozen=True)
class Verdict:
    """What became of one file."""

    pages: int
    reference: int
    by_other: bool
    """LibreOffice laid it out, since words were missing."""
    told: bool
    """A finding names words that are missing, or that tracked changes strike out."""
    silent: tuple[str, ...]


def judged(path: Path, command: str, folder: Path) -> Verdict | None:
    """Judge one file; None where LibreOffice does not lay it out, or nobody can open it."""
    mine, theirs = folder / "mine.pdf", folder / "theirs.pdf"
    try:
        safe = disarm(read_parts(path))
    except ConversionError:
        return None
    (reference,) = lay_out_all([(packed(safe), path.name)], command)
    if isinstance(reference, ConversionError):
        return None
    theirs.write_bytes(reference)
    by_other, their_lost = False, missing_words(path, theirs)
    try:
        mine.write_bytes(typeset(safe, path.name)[0])
        lost = missing_words(path, mine)
        by_other = len(their_lost) < len(lost) + holds_drawings(safe)
    except ConversionError:
        by_other, lost = True, their_lost
    if by_other:
        mine.write_bytes(reference)
        lost = their_lost
    # Small capitals are capitals in one PDF and not in the other, and words are broken at other places.
    run_on = "".join(words_of(mine)).casefold()
    gone = {w.casefold() for w in words_of(theirs)}
    told = {w.casefold() for w in (() if by_other else struck_words(path))}
    # A mark of a note stands at the end of a word, and each program counts notes in its own figures; what is struck out stands before
    # what took its place without a space, and a finding names it.
    noted = any(n.endswith(("/footnotes.xml", "/endnotes.xml")) for n in safe)

    def explained(word: str) -> bool:
        marked = noted and _NOTE_MARK.sub("", word) in run_on
        return marked or any(each in word and word.replace(each, "", 1) in run_on for each in told)

    silent = (
        ()
        if lost
        else tuple(sorted(w for w in gone - told if len(w) > 1 and w not in run_on and not explained(w)))
    )
    return Verdict(count_pages(mine), count_pages(theirs), by_other, bool(lost) or bool(told), silent)


def our_letters(folder: Path) -> tuple[list[str], bool]:
    """Lay every letter out, in every language, by every engine that is here; return a table, and whether no word is lost."""
    rows, whole = (
        ["| engine | language | letters | pages | words | lost |", "|---|---|---|---|---|---|"],
        True,
    )
    for engine in BUILTIN:
        if engine.missing() is not None:
            rows.append(f"| {engine.name} | not installed | | | | |")
            continue
        for lang in LANGUAGES:
            pairs = [
                (docx, docx.with_suffix(f".{engine.name}.pdf"))
                for name in DOCUMENTS
                for content in CONTENTS
                for docx in [filled(name, lang, content, folder)]
            ]
            if isinstance(engine, LettersEngine):
                made = list(engine.lay_out_all(pairs))
            else:
                made = [engine.lay_out(docx, into) for docx, into in pairs]
            lost: list[str] = []
            pages = words = 0
            for (docx, into), each in zip(pairs, made, strict=True):
                if isinstance(each, ConversionError):
                    lost.append(f"{docx.name}: {each}")
                    continue
                pages, words = pages + each.pages, words + len(text_of(docx).split())
                lost += [f"{docx.name}: {w}" for w in missing_words(docx, into)]
            rows.append(f"| {engine.name} | {lang} | {len(pairs)} | {pages:,} | {words:,} | {len(lost)} |")
            whole = whole and not lost
            for what in lost[:12]:
                print(f"  {engine.name}: {what}")
    return rows, whole


def main() -> int:
    """Judge everything and print a table; say 1 where too few agree or a word is lost in silence."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--most", type=int, default=1_000, help="files that are looked at")
    wanted.add_argument("--write", action="store_true", help="write the table of docs/letters.md")
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines, whole = our_letters(Path(folder))
    print("\n".join(lines))
    more, alike = _strangers(asked.most)
    print("\n".join(more))
    if asked.write:
        _write([*lines, "", *more])
    return 0 if whole and alike else 1


def _write(lines: Sequence[str]) -> None:
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    said = (
        "## The word check\n\n"
        "Every word of a letter's DOCX must stand in its PDF. `bench/words.py` fills every letter in in every language, with little and with "
        f"much in it, and counts what is lost, by each engine (on {where}, {time.strftime('%Y-%m-%d')}):\n\n"
    )
    TABLE.write_text(said + "\n".join(lines) + "\n")


def _strangers(most: int) -> tuple[list[str], bool]:
    given, command = os.environ.get("EVIDENCEKIT_CORPUS"), program()
    if not given or command is None:
        return [
            "EVIDENCEKIT_CORPUS is not set, or LibreOffice is not installed: no strangers' files were compared."
        ], True
    found: dict[str, Verdict] = {}
    paths = sorted(Path(given, "docx").glob("*.docx"))[:most]
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            verdict = judged(path, command, Path(folder))
            if verdict is not None:
                found[path.name] = verdict
    return _summary(found, len(paths))


def _summary(found: dict[str, Verdict], files: int) -> tuple[list[str], bool]:
    alike = sum(v.pages == v.reference for v in found.values())
    share, silent = alike / max(1, len(found)), {n: v.silent for n, v in found.items() if v.silent}
    for name, v in found.items():
        if v.pages != v.reference:
            print(f"  {name}: {v.pages} pages, LibreOffice {v.reference}")
    for name, words in silent.items():
        print(f"  {name}: lost in silence: {', '.join(words[:8])}")
    missed = "" if share >= WANTED and not silent else ": **missed**"
    lines = [
        (
            f"Of {files} files of strangers LibreOffice lays out {len(found)}. {alike} of them have as many pages as LibreOffice makes "
            f"({share:.1%}, to reach {WANTED:.0%}). {sum(v.by_other for v in found.values())} are laid out by LibreOffice, since the embedded "
            f"engine loses words or drawings of them; of {sum(v.told for v in found.values())} a finding names words that are not shown; "
            f"in {len(silent)} words are lost in silence (to reach 0){missed}."
        )
    ]
    return lines, not missed


if __name__ == "__main__":
    sys.exit(main())
