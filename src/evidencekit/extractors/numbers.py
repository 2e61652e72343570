"""Identifiers by their form: tracking numbers, containers, waybills, Amazon's own."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import chain

from evidencekit.desk import Desk
from evidencekit.model.checkdigits import CHECKS
from evidencekit.model.evidence import Fact, Reading
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction
from evidencekit.resources import open_library

_NEARBY = 60
"""Characters before a number in which a word counts as beside it."""
_LONGEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One published form of an identifier."""

    name: str
    pattern: re.Pattern[str]
    carrier: str | None
    check: str | None
    alone: bool
    """True where the form is telling enough without a word beside it."""
    words: tuple[str, ...]

    def fits(self, number: str) -> bool:
        """Say whether the whole number has this form and the right check digit."""
        return self.pattern.fullmatch(number) is not None and (
            self.check is None or CHECKS[self.check](number)
        )


@cache
def number_formats() -> tuple[NumberFormat, ...]:
    """Return the formats of the built-in library, in its order."""
    formats = []
    for file in open_library().every("numbers/*.toml"):
        for entry in tomllib.loads(file.read_text("utf-8"))["format"]:
            formats.append(
                NumberFormat(
                    entry["name"],
                    re.compile(rf"(?<![0-9A-Za-z]){entry['pattern']}(?![0-9A-Za-z])"),
                    entry.get("carrier"),
                    entry.get("check"),
                    entry.get("alone", False),
                    tuple(entry.get("words", ())),
                )
            )
    return tuple(formats)


@dataclass(frozen=True, slots=True)
class NumberReader:
    """A form that digits match by chance needs a word beside it, or a barcode."""

    name: str = "numbers"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Whatever has text or barcodes."""
        return bool(reading.barcodes) or any(reading.text)

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Look for every form on every page and in every barcode; a barcode is surer than print."""
        found: dict[tuple[str, str], Fact] = {}
        for fact in chain(_from_barcodes(reading), _from_text(reading)):
            found.setdefault((fact.name, str(fact.value)), fact)
        return Extraction(facts=tuple(found.values()))


def _from_barcodes(reading: Reading) -> list[Fact]:
    facts = []
    for barcode in reading.barcodes:
        text = barcode.text.strip().upper()
        for form in number_formats():
            if not form.fits(text) or (form.carrier == "DHL Express" and len(reading.barcodes) > 1):
                continue
            facts.append(
                Fact(
                    form.name,
                    text,
                    reading.source.path,
                    barcode.page,
                    ReadBy.BARCODE,
                    0.99 if form.check else 0.9,
                )
            )
            if form.carrier and form.alone:
                facts.append(
                    Fact("carrier", form.carrier, reading.source.path, barcode.page, ReadBy.BARCODE, 0.9)
                )
            break
    return facts


def _from_text(reading: Reading) -> list[Fact]:
    facts = []
    for page, text in enumerate(reading.text, 1):
        searched = text[:_LONGEST_PAGE]
        for form in number_formats():
            for match in form.pattern.finditer(searched):
                number = re.sub(r"[ ]", "", match[0])
                if form.check and not CHECKS[form.check](
                    number.replace("-", "") if form.check == "iso6346" else number
                ):
                    continue
                if form.name == "container_number":
                    number = number.replace("-", "")
                before = searched[max(0, match.start() - _NEARBY) : match.start()].casefold()
                if not form.alone and not any(w in before for w in form.words):
                    continue
                facts.append(
                    Fact(
                        form.name,
                        number,
                        reading.source.path,
                        page,
                        _read_by(reading),
                        0.97 if form.check else 0.85,
                    )
                )
                if form.carrier and form.alone and form.carrier != "post (S10)":
                    facts.append(
                        Fact("carrier", form.carrier, reading.source.path, page, _read_by(reading), 0.85)
                    )
    return facts


def _read_by(reading: Reading) -> ReadBy:
    return ReadBy.SHEET if reading.tables else reading.text_read_by
