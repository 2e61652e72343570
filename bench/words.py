"""Hold the pages that are made of strangers' DOCX files against LibreOffice's: pages, and words that got lost in silence.

    EVIDENCEKIT_CORPUS=folder/of/test/files python bench/words.py [--most 200]

As in a build, the engine that comes along lays a file out, and LibreOffice where that loses words. A word is lost in silence where
LibreOffice's own pages have it, ours have it not, and the word check has nothing to say. LibreOffice is needed as the judge.
"""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from evidencekit.errors import ConversionError
from evidencekit.office import lay_out_all
from evidencekit.pdf import count_pages
from evidencekit.soffice import program
from evidencekit.typesetting import typeset
from evidencekit.wordcheck import missing_words, words_of
from evidencekit.wordfile import disarm, holds_drawings, packed, read_parts

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
    """A finding names words that are missing."""
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
    silent = () if lost else tuple(sorted(w for w in gone if len(w) > 1 and w not in run_on))
    return Verdict(count_pages(mine), count_pages(theirs), by_other, bool(lost), silent)


def main() -> int:
    """Judge every file and print a table; say 1 where too few agree or a word is lost in silence."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--most", type=int, default=1_000, help="files that are looked at")
    asked = wanted.parse_args()
    given, command = os.environ.get("EVIDENCEKIT_CORPUS"), program()
    if not given or command is None:
        print("EVIDENCEKIT_CORPUS is not set, or LibreOffice is not installed: nothing was compared.")
        return 0
    found: dict[str, Verdict] = {}
    paths = sorted(Path(given, "docx").glob("*.docx"))[: asked.most]
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            verdict = judged(path, command, Path(folder))
            if verdict is not None:
                found[path.name] = verdict
    return _table(found, len(paths))


def _table(found: dict[str, Verdict], files: int) -> int:
    alike = sum(v.pages == v.reference for v in found.values())
    share, silent = alike / max(1, len(found)), {n: v.silent for n, v in found.items() if v.silent}
    print(
        f"{len(found)} files judged of {files}; the others LibreOffice does not lay out, or nobody can open"
    )
    print(
        f"pages as LibreOffice's: {alike} ({share:.3f}; at least {WANTED}) {'' if share >= WANTED else 'MISSED'}"
    )
    for name, v in found.items():
        if v.pages != v.reference:
            print(f"  {name}: {v.pages}, LibreOffice {v.reference}")
    print(f"laid out by LibreOffice, because words were missing: {sum(v.by_other for v in found.values())}")
    print(f"words missing, and a finding says which: {sum(v.told for v in found.values())}")
    print(f"words that LibreOffice sets and nobody misses: in {len(silent)} files")
    for name, words in silent.items():
        print(f"  {name}: {', '.join(words[:8])}")
    return 0 if share >= WANTED and not silent else 1


if __name__ == "__main__":
    sys.exit(main())
