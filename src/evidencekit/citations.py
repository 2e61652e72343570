"""The citations of a bundle: which values of its letters lead to which pages of its exhibits."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.lettermarks import PREFIX, read_address
from evidencekit.lettertext import Place
from evidencekit.model.bundle import Letter
from evidencekit.model.evidence import PagedExhibit
from evidencekit.onpage import bare_words, stands_in

FACT = "fact/"
"""How the names of their placeholders begin."""
FACT_LINK = "/EvKitFact"
"""The key that marks their links in a bundle, and what is drawn below them."""
_MOST_SEARCHED = 200
"""Pages of one exhibit that are looked through."""


_FIGURES = re.compile(r"\d[\d:.,]*\d|\d")
_SURE = 4
"""Letters and figures of a value that is taken for the one that is meant wherever it stands first."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in the page's own units."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A value in a letter and the page of an exhibit that shows it."""

    letter: str
    """The letter's title."""
    page: int
    """Of the bundle, from 1, on which the letter has it."""
    words: str
    label: str
    shown: int
    """The page of the exhibit, from 1 as the bundle has it, without its divider."""
    name: str
    """Of its placeholder."""
    at: Box | None = None
    """The first character of its line on that page, which keeps its units in a bundle; None where the line is not known."""


def citations(
    letters: Iterable[tuple[int, Letter]], paged: Iterable[PagedExhibit], hidden: dict[str, tuple[str, ...]]
) -> tuple[Citation, ...]:
    """Return each value that can be followed, once for each page of a letter; `letters` come with their first pages.

    A value on a page that is left out, withheld or cut off leads nowhere. `hidden` are the words covered on each file, by path.
    """
    exhibits = {p.exhibit.label: _Shown(p, hidden.get(p.exhibit.path, ())) for p in paged}
    found: dict[tuple[int, str], Citation] = {}
    for first, letter in letters:
        for page, name in _placeholders(letter.pdf):
            said = read_address(name.removeprefix(FACT))
            exhibit = exhibits.get(said[0].label) if said else None
            if said is None or exhibit is None or (first + page, name) in found:
                continue
            shown = exhibit.page_of(said[0], said[1])
            if shown is not None:
                at = exhibit.line_of(said[0].key, said[1], shown)
                found[first + page, name] = Citation(
                    letter.title, first + page, said[1], said[0].label, shown, name, at
                )
    return tuple(found.values())


def _placeholders(pdf: Path | None) -> Iterator[tuple[int, str]]:
    """Give page, from 0, and name of each link of a cited value in the order of the text."""
    import pikepdf

    if pdf is None:
        return
    with pikepdf.open(pdf) as opened:
        for number, page in enumerate(opened.pages):
            links: list[tuple[float, float, str]] = []
            for annotation in page.obj.get("/Annots", ()):
                action = annotation.get("/A")
                address = str(action.get("/URI", "")) if isinstance(action, pikepdf.Dictionary) else ""
                if address.startswith(PREFIX):
                    box: Any = annotation.Rect
                    links.append(
                        (-float(box[3]), float(box[0]), FACT + address.removeprefix(PREFIX).rstrip("/"))
                    )
            yield from ((number, name) for _, _, name in sorted(links))


class _Shown:
    """One exhibit, as far as a reader of the bundle can see it."""

    def __init__(self, paged: PagedExhibit, hidden: tuple[str, ...]) -> None:
        self._paged = paged
        self._hidden = [bare for word in hidden if (bare := bare_words(word))] if paged.altered else []
        self._texts: list[str] | None = None
        self._lines: dict[int, tuple[_Line, ...]] = {}

    def page_of(self, place: Place, words: str) -> int | None:
        """Return the page that shows a value, from 1; None where none does."""
        paged, said = self._paged, bare_words(words)
        if any(word in said or said in word for word in self._hidden):
            return None
        if place.page and paged.shows is None:
            return place.page if place.page <= paged.pages else None
        if paged.shows is not None and place.page not in paged.shows and (place.page or not paged.shows):
            return None
        if place.page and paged.shows is not None:
            return paged.shows.index(place.page) + 1
        return 1 if paged.pages == 1 else self._searched(place.key, words)

    def line_of(self, key: str, words: str, page: int) -> Box | None:
        """Return the first character of the line of a page that says a value; None where it is on none, or may be on several.

        Of several the one has it that shows most of what the letter says: the hour of a scan beside its day.
        """
        if page not in self._lines:
            self._lines[page] = tuple(_lines(self._paged.pdf, page))
        said = [line for line in self._lines[page] if stands_in(key, line.text)]
        figures = _figures(words)
        likeness = [sum(f in bare_words(line.text) for f in figures) for line in said]
        best = max(likeness, default=0)
        sure = likeness.count(best) == 1 or len(bare_words(key[1:])) >= _SURE
        return said[likeness.index(best)].at if said and sure else None

    def _searched(self, key: str, words: str) -> int | None:
        """Return the first page with a line that shows all of what the letter says, else the first one with the value."""
        if self._texts is None:
            self._texts = list(_texts(self._paged.pdf))
        found = [n for n, text in enumerate(self._texts, 1) if stands_in(key, text)]
        figures = _figures(words)
        for number in found if len(found) > 1 else ():
            lines = (line for line in self._texts[number - 1].splitlines() if stands_in(key, line))
            if any(all(figure in bare_words(line) for figure in figures) for line in lines):
                return number
        return found[0] if found else None


def _figures(words: str) -> list[str]:
    return [bare_words(figure) for figure in _FIGURES.findall(words)]


def _texts(pdf: Path) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(min(len(document), _MOST_SEARCHED)):
            page = document[number]
            text = page.get_textpage()
            yield text.get_text_bounded()
            text.close()
            page.close()
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text on a page, and its first character."""

    text: str
    at: Box


def _lines(pdf: Path, number: int) -> Iterator[_Line]:
    """Give the lines of a page, from 1."""
    import pypdfium2
    from pypdfium2 import raw

    document = pypdfium2.PdfDocument(pdf)
    try:
        if number > len(document):
            return
        page = document[number - 1]
        text = page.get_textpage()
        start = 0
        for line in text.get_text_range().splitlines(keepends=True):
            first = start + len(line) - len(line.lstrip())
            start += len(line)
            # Signs that no Unicode is known of have no place in the text, and are counted on the page all the same.
            index = raw.FPDFText_GetCharIndexFromTextIndex(text.raw, first) if line.strip() else -1
            if index >= 0:
                left, bottom, right, top = text.get_charbox(index)
                yield _Line(line.strip(), (left, bottom, right, top))
        text.close()
        page.close()
    finally:
        document.close()
