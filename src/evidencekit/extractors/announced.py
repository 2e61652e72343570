"""Whether the words beside a number bear out the form that it has."""

import re
from dataclasses import dataclass

from evidencekit.extractors.tokens import Spot
from evidencekit.model.numberform import NumberForm
from evidencekit.numbering import Forms, is_filler


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a spot is taken for."""

    form: NumberForm
    number: str
    sure: float
    named: bool
    """Whether the carrier's name stands beside it."""


class Judge:
    """Judges the spots of one text, in their order: in a list, one word announces all numbers that follow."""

    def __init__(self, text: str, forms: Forms) -> None:
        self._forms = forms
        self._text = text.casefold()
        self._occurs: dict[tuple[str, ...], bool] = {}
        self._possible: dict[int, tuple[tuple[NumberForm, ...], tuple[NumberForm, ...]]] = {}
        self._last: tuple[NumberForm, int] | None = None

    def possible(self, forms: tuple[NumberForm, ...]) -> tuple[NumberForm, ...]:
        """Leave the forms that need no word, and those whose words stand somewhere in the text."""
        if id(forms) not in self._possible:
            left = tuple(f for f in forms if f.alone or f.telling or self._may_be_announced(f))
            self._possible[id(forms)] = (forms, left)  # kept with the key, so that no other tuple gets its id
        return self._possible[id(forms)][1]

    def best(self, spot: Spot) -> Verdict | None:
        """Return the surest form that fits with its check digit and is announced as it must be, or None."""
        best: Verdict | None = None
        if is_filler(spot.bare):
            return None
        for form, match in spot.fits:
            if form.passes(match):
                named = self._named(form, spot)
                sure = self._sureness(form, spot, named=named)
                if sure is not None and (best is None or sure > best.sure):
                    best = Verdict(form, form.number(match), sure, named)
        if best is not None:
            self._last = (best.form, spot.end)
        return best

    def slipped(self, spot: Spot) -> NumberForm | None:
        """Return the form that a spot was meant to have, but for a wrong character; None where it is not clear."""
        for form, match in spot.fits:
            if form.check is None or is_filler(spot.bare) or form.passes(match):
                continue
            plain = spot.whole or spot.bare.isdigit()
            announced = self._named(form, spot) and (form.carrier is None or self._labelled(form, spot))
            if form.telling or (plain and announced):
                return form
        return None

    def _sureness(self, form: NumberForm, spot: Spot, *, named: bool) -> float | None:
        if form.alone:
            return 0.97 if form.check else 0.9
        if form.carrier is None:
            return {True: 0.95, False: 0.75}[form.check is not None] if named else None
        labelled = self._labelled(form, spot)
        if named and labelled:
            return 0.95 if form.check else 0.8
        if named:
            return 0.93 if form.check else 0.7
        return (0.85 if form.check else None) if labelled else None

    def _named(self, form: NumberForm, spot: Spot) -> bool:
        """Say whether one of the form's own words stands before the number, or a carrier's behind it on its line."""
        pattern = self._forms.naming.get(form.words)
        if pattern is None or not self._in_text(form.words):
            return False
        if self._announces(pattern, spot) or self._goes_on(form, spot):
            return True
        foreign = self._forms.foreign.search(spot.before) is not None
        return form.carrier is not None and not foreign and pattern.search(spot.after) is not None

    def _labelled(self, form: NumberForm, spot: Spot) -> bool:
        pattern = self._forms.announcing.get(form.name)
        if pattern is None or not self._in_text(self._forms.label_words[form.name]):
            return False
        return self._announces(pattern, spot) or self._goes_on(form, spot)

    def _announces(self, pattern: re.Pattern[str], spot: Spot) -> bool:
        """Say whether a word of the pattern stands before the number, with no other number's label in between."""
        ends = [match.end() for match in pattern.finditer(spot.before)]
        return bool(ends) and self._forms.foreign.search(spot.before, ends[-1]) is None

    def _goes_on(self, form: NumberForm, spot: Spot) -> bool:
        return self._last is not None and self._last[0] == form and spot.follows(self._last[1])

    def _may_be_announced(self, form: NumberForm) -> bool:
        return self._in_text(form.words) or self._in_text(self._forms.label_words.get(form.name, ()))

    def _in_text(self, words: tuple[str, ...]) -> bool:
        """Say whether any of the words stands anywhere in the text: most do not, and need not be looked for again."""
        if words not in self._occurs:
            self._occurs[words] = any(word in self._text for word in words)
        return self._occurs[words]
