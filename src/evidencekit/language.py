"""What one language writes: phrases, dates, numbers, money, gaps."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.errors import TemplateError, UsageError
from evidencekit.lettertext import Gap
from evidencekit.model.entry import Entry
from evidencekit.model.money import Money
from evidencekit.model.profile import Profile
from evidencekit.resources import Library
from evidencekit.tomlfile import load_toml

if TYPE_CHECKING:
    from babel import Locale

FOLDER = "languages"
MEANT = " ## "
_SLOT = re.compile(r"\{(\w*)\}")


class PhraseFile(Entry):
    """One file of `languages/`: what stands in letters beside their templates, by its English."""

    name: str
    """Of the language, in English."""
    between: str = ", "
    """Stands between the parts of a row."""
    after_sentence: str = " "
    phrases: dict[str, str]
    """A name in braces, such as `{day}`, stands for a value; both sides have the same ones."""


@dataclass(frozen=True, slots=True)
class Language:
    """What one language writes; a phrase that it lacks stands in English."""

    code: str
    name: str = "English"
    between: str = ", "
    after_sentence: str = " "
    phrases: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def english(self) -> bool:
        """Whether it is English, of whatever country."""
        return base(self.code) == "en"

    @property
    def locale(self) -> "Locale":
        """What Babel knows of it; raise `UsageError` where it knows nothing."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(self.code.replace("-", "_"))
        except (UnknownLocaleError, ValueError) as reason:
            raise UsageError(
                f"`{self.code}` is no language that is known here; write a code such as `en` or `en_GB`."
            ) from reason

    def has(self, english: str) -> bool:
        """Say whether a phrase is known in this language."""
        return not english or self.english or english in self.phrases

    def say(self, english: str, **values: object) -> str:
        """Return a phrase in this language, with its values in place; without values braces stay what they are.

        What stands behind `##` tells meanings apart for which English has one word.
        """
        said = self.phrases.get(english, english.partition(MEANT)[0])
        return _SLOT.sub(lambda slot: str(values.get(slot[1], slot[0])), said) if values else said

    def gap(self, what: str) -> Gap:
        """Return what stands for a fact that nobody knows: `[carrier: not known]`."""
        return Gap(self.say("[{what}: not known]", what=self.say(what)))

    def recipient(self, profile: Profile) -> str:
        """Return the recipient's name; a gap where the profile stands for any of its sort and the case does not name it."""
        return self.gap(profile.named_by) if profile.named_by else self.say(profile.recipient)

    def gaps(self) -> re.Pattern[str]:
        """Return what finds gaps in a text."""
        return re.compile(
            re.escape(self.say("[{what}: not known]")).replace(r"\{what\}", r"[^\[\]\n]{1,120}")
        )

    def row(self, parts: Iterable[str]) -> str:
        """Write texts one after another."""
        return self.between.join(parts)

    def clauses(self, parts: Iterable[str]) -> str:
        """Write parts of a sentence one after another."""
        return self.say(", ").join(parts)

    def tell(self, sentences: Iterable[str]) -> str:
        """Write sentences one after another."""
        return self.after_sentence.join(s for s in sentences if s)

    def day(self, day: date) -> str:
        """Write a date in full."""
        from babel.dates import format_date

        return format_date(day, "long", self.locale)

    def moment(self, moment: date | datetime) -> str:
        """Write a date, with the time where it has one."""
        from babel.dates import format_date

        written = format_date(moment, "medium", self.locale)
        if isinstance(moment, datetime) and moment.time() != time():
            return self.say("{day}, {time}", day=written, time=f"{moment:%H:%M}")
        return written

    def country(self, code: str) -> str:
        """Write a country's name; what is no ISO code stays as it is."""
        return str(self.locale.territories.get(code.strip().upper(), code))

    def number(self, number: Decimal | int) -> str:
        """Write a number with all its digits."""
        from babel.numbers import format_decimal

        return format_decimal(_plain(Decimal(number)), locale=self.locale, decimal_quantization=False)

    def money(self, money: Money, at_least: int = 0) -> str:
        """Write an amount with its currency's code and `at_least` so many decimals; a digit is never rounded away.

        The code stands where the language puts a currency: `USD 1,245.00`, `1.245,00 EUR`.
        """
        from babel.numbers import format_decimal, get_currency_precision

        amount = _plain(money.amount)
        digits = max(at_least, get_currency_precision(money.currency), -int(amount.as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        written = format_decimal(amount, pattern, self.locale)
        code = self.say(money.currency)
        behind = str(self.locale.currency_formats["standard"].pattern).partition(";")[0].endswith("\u00a4")
        return f"{written}\u00a0{code}" if behind else f"{code}\u00a0{written}"


ENGLISH = Language("en")


def base(code: str) -> str:
    """Return a language without its country: `de` of `de_AT`; Traditional Chinese is no Simplified Chinese."""
    parts = code.replace("-", "_").split("_")
    traditional = parts[0].lower() == "zh" and {p.lower() for p in parts[1:]} & {"hant", "tw", "hk", "mo"}
    return "zh_Hant" if traditional else parts[0].lower()


def codes(code: str) -> tuple[str, ...]:
    """Return the codes under which a language's files are looked for, the narrowest first."""
    return tuple(dict.fromkeys((code, code.replace("-", "_"), base(code))))


def open_language(library: Library, code: str) -> Language:
    """Return a language with its phrases from `languages/`; one without a file has English phrases and its own dates.

    Raises `UsageError` where nobody knows the language, `TemplateError` where its file is wrong.
    """
    for each in codes(code):
        path = library.find(f"{FOLDER}/{each}.toml")
        if path is not None and base(code) != "en":
            file = _read(path, path.stat().st_mtime_ns)
            return Language(code, file.name, file.between, file.after_sentence, file.phrases)
    plain = Language(code)
    return plain if plain.english else Language(code, plain.locale.english_name or code)


@lru_cache(maxsize=16)
def _read(path: Path, changed: int) -> PhraseFile:  # noqa: ARG001 - a changed file is another key
    file = load_toml(path, PhraseFile, TemplateError)
    for english, said in file.phrases.items():
        if set(_SLOT.findall(english)) != set(_SLOT.findall(said)):
            raise TemplateError(
                f"{path.name}: `{said}` must name the same values in braces as its English, `{english}`."
            )
    return file


def _plain(number: Decimal) -> Decimal:
    """Drop zeros behind the point, without an exponent."""
    short = number.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short
