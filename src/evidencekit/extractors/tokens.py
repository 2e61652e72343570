"""Where numbers may stand in a text: runs of letters and digits, alone or in groups with one separator between."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from evidencekit.model.numberform import NumberForm
from evidencekit.numbering import LONGEST, Forms

_BEFORE, _AFTER = 60, 30
"""Characters in which a word counts as beside a number."""
_GROUPS = 12
"""Groups in which a number may be printed."""
_TOKENS = 150_000
"""Tokens of one page that are looked at: what has more is noise."""
_LEAD = 5
"""Letters with which a number may begin, as a group of its own."""

BORDER = "\x1f"
"""Over this no word says anything of a number."""

_TOKEN = re.compile(r"[0-9A-Za-z]+")
_BETWEEN = frozenset(" -.\u00a0\u2011\u2013")
_ONLY_HYPHENS = str.maketrans({" ": "", "\u00a0": "", ".": "", "\u2011": "-", "\u2013": "-"})
_END_OF_LINE = re.compile(rf"[\n{BORDER}]")
_LISTED = re.compile(r"[ \r\n\t\u00a0,;/|&+]{1,4}(?:and |und |et |y )?")


Fit = tuple[NumberForm, re.Match[str]]


class Spot:
    """A place in a text that may hold a number, with the forms whose pattern fits, whatever their check digit says."""

    def __init__(self, text: str, start: int, end: int, bare: str, fits: tuple[Fit, ...]) -> None:
        self._text = text
        self.taken = False
        """Set where it is a number: what overlaps it is none."""
        self.start = start
        self.end = end
        self.bare = bare
        """In capitals, without what stands between the groups."""
        self.fits = fits

    @property
    def whole(self) -> bool:
        """Whether it is printed in one piece."""
        return self.end - self.start == len(self.bare)

    @cached_property
    def before(self) -> str:
        """What stands before it, in small letters."""
        return self._text[max(0, self.start - _BEFORE) : self.start].rpartition(BORDER)[2].casefold()

    @cached_property
    def after(self) -> str:
        """What stands behind it on its line, in small letters."""
        return _END_OF_LINE.split(self._text[self.end : self.end + _AFTER], maxsplit=1)[0].casefold()

    def follows(self, end: int) -> bool:
        """Say whether only a comma, a space or a line's end stands between it and what ended there."""
        return _LISTED.fullmatch(self._text, end, self.start) is not None


Possible = Callable[[tuple[NumberForm, ...]], tuple[NumberForm, ...]]


def spots(text: str, forms: Forms, possible: Possible) -> Iterator[Spot]:
    """Return the places to look at, longer ones first from each start; what was taken is not offered again.

    `possible` leaves of some forms those that the text can bear out at all.
    """
    tokens = _tokens_of(text)
    at = 0
    while at < len(tokens.spans):
        after = at + 1
        if _may_begin(tokens, at, forms, possible):
            for last, spot in reversed(list(_from(tokens, at, forms, possible))):
                yield spot
                if spot.taken:
                    after = last + 1
                    break
        at = after


class _Tokens(NamedTuple):
    text: str
    spans: list[tuple[int, int]]
    goes_on: list[bool]
    """Of each, whether what follows it may be one more group of the same number."""

    def word(self, at: int) -> str:
        start, end = self.spans[at]
        return self.text[start:end]


def _tokens_of(text: str) -> _Tokens:
    spans = [m.span() for m, _ in zip(_TOKEN.finditer(text), range(_TOKENS), strict=False)]
    goes_on = [start - end == 1 and text[end] in _BETWEEN for (_, end), (start, _) in pairwise(spans)]
    return _Tokens(text, spans, [*goes_on, False])


def _may_begin(tokens: _Tokens, at: int, forms: Forms, possible: Possible) -> bool:
    word = tokens.word(at)
    if word.isdigit():
        return len(word) <= LONGEST and not _plain_figure(tokens, at, len(word), forms, possible)
    if word.isalpha():  # never a number by itself
        return len(word) <= _LEAD and tokens.goes_on[at] and word.isupper()
    return len(word) <= LONGEST


def _plain_figure(tokens: _Tokens, at: int, length: int, forms: Forms, possible: Possible) -> bool:
    """Say whether digits are no number by themselves, nor with what stands behind them: most figures of an invoice are not."""
    alone = forms.by_groups.get((length,))
    if alone and possible(alone):
        return False
    if not tokens.goes_on[at]:
        return True
    after = tokens.word(at + 1)
    if after.isdigit():
        return (length, len(after)) not in forms.beginnings
    return after.isalpha() and not after.isupper()


def _from(tokens: _Tokens, first: int, forms: Forms, possible: Possible) -> Iterator[tuple[int, Spot]]:
    """Join tokens from the first one on, as long as what comes may be one more group of the same number."""
    groups: tuple[int, ...] = ()
    bare, lettered, began = "", False, tokens.spans[first][0]
    for last in range(first, min(first + _GROUPS, len(tokens.spans))):
        if last > first and not tokens.goes_on[last - 1]:
            return
        piece = tokens.word(last)
        if len(bare) + len(piece) > LONGEST or (piece.isalpha() and not piece.isupper()):
            return
        bare += piece.upper()
        groups = (*groups, len(piece))
        lettered = lettered or not piece.isdigit()
        if not lettered and last > first and groups not in forms.beginnings:
            return
        listed = _lettered(bare, forms) if lettered else forms.by_groups.get(groups)
        if not listed or not (found := possible(listed)):
            continue
        end = tokens.spans[last][1]
        printed = tokens.text[began:end]
        fits = tuple(_fitting(found, bare, printed))
        if lettered:
            fits = tuple(fit for fit in fits if _as_printed(fit[0], bare, groups, printed))
        if fits:
            yield last, Spot(tokens.text, began, end, bare, fits)


def _fitting(forms: tuple[NumberForm, ...], bare: str, printed: str) -> Iterator[Fit]:
    for form in forms:
        match = form.fits.fullmatch(printed.upper().translate(_ONLY_HYPHENS) if form.hyphens else bare)
        if match is not None:
            yield form, match


def _lettered(bare: str, forms: Forms) -> tuple[NumberForm, ...]:
    return () if bare.isalpha() else forms.by_length.get(len(bare), ())


def _as_printed(form: NumberForm, bare: str, groups: tuple[int, ...], whole: str) -> bool:
    """Say whether a number with letters stands in groups that its form is printed in."""
    if len(groups) == 1:
        return form.check is not None or whole == whole.upper()
    if form.fours:
        return all(g == 4 for g in groups[:-1]) and groups[-1] <= 4
    if form.check is not None:
        return True
    # Without a check digit it is taken only with its own hyphens, or as its letters and then its digits.
    prefixed = len(groups) == 2 and bare[: groups[0]].isalpha()
    return whole == whole.upper() and (prefixed or (form.hyphens and "-" in whole))
