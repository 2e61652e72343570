"""The citations of a bundle: which values of its letters lead to which pages of its exhibits."""

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
                found[first + page, name] = Citation(
                    letter.title, first + page, said[1], said[0].label, shown, name
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
        return 1 if paged.pages == 1 else self._searched(place.key)

    def _searched(self, key: str) -> int | None:
        if self._texts is None:
            self._texts = list(_texts(self._paged.pdf))
        return next((n for n, text in enumerate(self._texts, 1) if stands_in(key, text)), None)


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
