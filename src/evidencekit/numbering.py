"""Which numbers one string may be: every published form that it fits, the likeliest first."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from evidencekit.errors import TemplateError
from evidencekit.model.numberform import NumberFile, NumberForm
from evidencekit.resources import open_library
from evidencekit.tomlfile import load_toml

LONGEST = 40
"""Characters of the longest number, without what stands between its groups."""

_SEPARATORS = re.compile(r"[\s.:-]")
_SPACES = re.compile(r"[\s.:]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One form that a string fits, which says what it may be and not yet what it is."""

    name: str
    """Of the fact that it would be: `tracking_number`, `container_number`, `iban` ..."""
    number: str
    """The part that identifies, in capitals, without spaces: a label's 34 digits hold a tracking number of 12."""
    carrier: str | None
    form: str
    """What people call the form, such as `1Z` or `IMpb, 22 digits`."""
    checked: bool
    """True where a check digit is right; False where the form has none that is known."""
    alone: bool
    """True where the form is telling enough; otherwise a word, a bar code or another document must bear it out."""

    @property
    def standing(self) -> float:
        """How likely it is with nothing beside it, from 0 to 1: plain digits fit by chance, one in ten with a check digit."""
        if self.alone:
            return 0.97 if self.checked else 0.85
        lettered = not self.number.isdigit()
        return (0.3 if self.checked else 0.1) + (0.3 if lettered else 0.0)


@dataclass(frozen=True)
class Forms:
    """Every form of the library, with the words that announce it."""

    all: tuple[NumberForm, ...]
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    """Words by the name of the fact that they announce."""
    others: tuple[str, ...]

    @cached_property
    def by_groups(self) -> dict[tuple[int, ...], tuple[NumberForm, ...]]:
        """Forms by how many digits stand together: `(12,)`, `(4, 4, 4)`."""
        found: dict[tuple[int, ...], list[NumberForm]] = {}
        for form in self.all:
            together = {(length,) for length in form.lengths}
            for groups in together | {tuple(map(int, g.split())) for g in form.groups}:
                found.setdefault(groups, []).append(form)
        return {groups: tuple(forms) for groups, forms in found.items()}

    @cached_property
    def beginnings(self) -> frozenset[tuple[int, ...]]:
        """How the groups of a number may begin."""
        return frozenset(groups[:size] for groups in self.by_groups for size in range(1, len(groups) + 1))

    @cached_property
    def by_length(self) -> dict[int, tuple[NumberForm, ...]]:
        """Forms by their length; one with hyphens is found by its length without them as well."""
        found: dict[int, list[NumberForm]] = {}
        for form in self.all:
            bare = {len(v.replace("-", "")) for v in form.valid} if form.hyphens else set()
            for length in bare.union(form.lengths):
                found.setdefault(length, []).append(form)
        return {length: tuple(forms) for length, forms in found.items()}

    @cached_property
    def label_words(self) -> dict[str, tuple[str, ...]]:
        """The words that announce a fact of that name."""
        return dict(self.labels)

    @cached_property
    def announcing(self) -> dict[str, re.Pattern[str]]:
        """What announces a fact of that name."""
        return {name: words_pattern(words) for name, words in self.labels}

    @cached_property
    def naming(self) -> dict[tuple[str, ...], re.Pattern[str]]:
        """What names the carrier, or the number itself where it is no carrier's."""
        return {form.words: words_pattern(form.words) for form in self.all if form.words}

    @cached_property
    def foreign(self) -> re.Pattern[str]:
        """What announces some other number."""
        return words_pattern(self.others)


def number_forms() -> Forms:
    """Return the forms of the library in use.

    Raises `TemplateError` where a file of it is wrong.
    """
    return _loaded(open_library().every("numbers/*.toml"))


def candidates(number: str, near: str = "") -> tuple[Candidate, ...]:
    """Return every form that one string fits, the likeliest first; spaces, dots and hyphens between groups do not count.

    `near` is what stands beside it: forms that half of all numbers fit, such as sixteen digits, count only where one
    of their words does. A wrong check digit is no candidate, nor is one digit repeated. An empty tuple says that the
    string fits nothing published here.
    """
    text = unicodedata.normalize("NFKC", number).strip().upper()
    bare = _SEPARATORS.sub("", text)
    if len(text) > 4 * LONGEST or len(bare) > LONGEST or is_filler(bare):
        return ()
    hyphened = _SPACES.sub("", text)
    known, beside = number_forms(), near.casefold()
    forms = known.by_length
    found = {
        Candidate(form.name, form.number(match), form.carrier, form.form, form.check is not None, form.alone)
        for form, match in fitting({*forms.get(len(bare), ()), *forms.get(len(hyphened), ())}, bare, hyphened)
        if form.passes(match) and not (form.weak and known.naming[form.words].search(beside) is None)
    }
    return tuple(sorted(found, key=lambda c: (-c.standing, c.name, c.carrier or "", c.form)))


def is_filler(number: str) -> bool:
    """Say whether it is one character repeated, which many check digits let pass, or nothing."""
    return len(set(number)) < 2


def fitting(
    forms: Iterable[NumberForm], bare: str, hyphened: str
) -> Iterator[tuple[NumberForm, re.Match[str]]]:
    """Return the forms whose pattern fits, whatever their check digit says; `hyphened` keeps the hyphens."""
    for form in forms:
        match = form.fits.fullmatch(hyphened if form.hyphens else bare)
        if match is not None:
            yield form, match


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of the words, as words: `ups` not in `groups`. Chinese has no such borders."""
    listed = (
        rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w[-1].isascii() and w[0].isascii() else re.escape(w)
        for w in sorted(words, key=len, reverse=True)
    )
    return re.compile("|".join(listed) or r"(?!)")


@cache
def _loaded(files: tuple[Path, ...]) -> Forms:
    loaded = [load_toml(path, NumberFile, TemplateError) for path in files]
    labels: dict[str, tuple[str, ...]] = {}
    for file in loaded:
        for name in dict.fromkeys(form.name for form in file.format):
            labels[name] = labels.get(name, ()) + file.labels
    return Forms(
        tuple(form for file in loaded for form in file.format),
        tuple((name, words) for name, words in labels.items() if words),
        tuple(word for file in loaded for word in file.others),
    )
