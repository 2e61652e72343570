"""Identifiers by their form: tracking numbers, containers, waybills, Amazon's own, accounts and registrations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.extractors.announced import Judge, Verdict
from evidencekit.extractors.payloads import told
from evidencekit.extractors.tokens import BORDER, spots
from evidencekit.model.evidence import Fact, Reading, Table
from evidencekit.model.finding import Finding, warning
from evidencekit.model.numberform import NumberForm
from evidencekit.model.vocabulary import ReadBy
from evidencekit.numbering import Forms, number_forms
from evidencekit.ports import Extraction

_LONGEST_PAGE = 200_000
"""Characters of a page that are searched; a page of a document has at most some 10,000."""
_LONGEST_SHEET = 1_000_000
"""Characters of a sheet: a report of a year has thousands of rows."""
_HEADS, _CELLS = 8, 20_000
"""Rows of a table in which its headings are looked for, and cells below them that are read."""
_LABEL, _BESIDE = 3_000, 12
"""Characters of a page that may bear out its bar codes, and how many of the others do; a label has fewer of both."""
_LABEL_AND_VALUE = 2
_NAMED = 10
"""Wrong check digits of one file that are named one by one."""
_SLIPS = 0.97
"""What remains of a number's likelihood where it was read from a picture of letters."""


@dataclass(frozen=True, slots=True)
class NumberReader:
    """A form that digits match by chance needs a word beside it, a check digit with letters, or a barcode."""

    name: str = "numbers"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Whatever has text or barcodes."""
        return bool(reading.barcodes or reading.tables) or any(reading.text)

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Look for every form on every page, in every table and barcode; a barcode is surer than print."""
        found: dict[tuple[str, str], Fact] = {}
        wrong: dict[str, tuple[int | None, NumberForm]] = {}
        for seen in _seen(reading):
            if isinstance(seen, Fact):
                found.setdefault((seen.name, str(seen.value)), seen)
            else:
                wrong.setdefault(seen.number, (seen.page, seen.form))
        return Extraction(facts=tuple(found.values()), findings=tuple(_slips(reading, wrong)))


@dataclass(frozen=True, slots=True)
class _Slip:
    """What has the form of a number but not its check digit."""

    number: str
    page: int | None
    form: NumberForm


def _seen(reading: Reading) -> Iterator[Fact | _Slip]:
    forms = number_forms()
    yield from _from_barcodes(reading)
    for table in reading.tables:
        yield from _from_table(reading, table, forms)
    # What a sheet says as text are its cells again.
    pages, longest = (
        (map(_as_text, reading.tables), _LONGEST_SHEET)
        if reading.tables
        else (iter(reading.text), _LONGEST_PAGE)
    )
    for page, text in enumerate(pages, 1):
        yield from _from_text(reading, page, text[:longest], forms)


def _from_barcodes(reading: Reading) -> Iterator[Fact]:
    for number, barcode in enumerate(reading.barcodes):
        page = (barcode.page or 1) - 1
        near = reading.text[page][:_LABEL] if page < len(reading.text) else ""
        beside = reading.barcodes[:number] + reading.barcodes[number + 1 :]
        for each in told(barcode, beside=beside[:_BESIDE], near=near):
            yield Fact(
                each.name, each.value, reading.source.path, barcode.page, ReadBy.BARCODE, each.confidence
            )


def _from_text(reading: Reading, page: int, text: str, forms: Forms) -> Iterator[Fact | _Slip]:
    judge = Judge(text, forms)
    for spot in spots(text, forms, judge.possible):
        best = judge.best(spot)
        if best is not None:
            spot.taken = True
            yield from _facts(reading, page, best)
        elif (slip := judge.slipped(spot)) is not None:
            yield _Slip(spot.bare, page, slip)


def _from_table(reading: Reading, table: Table, forms: Forms) -> Iterator[Fact | _Slip]:
    """Read the cells below a heading that announces a number: the heading is the word beside it."""
    left = _CELLS
    for number, head in enumerate(table.rows[:_HEADS]):
        columns = [c for c, cell in enumerate(head) if 0 < len(cell) <= 40 and _is_heading(cell, forms)]
        if not columns:
            continue
        for row in table.rows[number + 1 :]:
            for column in columns:
                if column < len(row) and row[column] and left > 0:
                    left -= 1
                    yield from _from_text(reading, 1, f"{head[column]}: {row[column][:80]}", forms)
        return


def _as_text(table: Table) -> str:
    """Return a table as text in which a cell says something of the next one only where a row is a label and its value."""
    return BORDER.join(
        (" " if sum(map(bool, row)) <= _LABEL_AND_VALUE else BORDER).join(filter(None, row))
        for row in table.rows
    )


def _is_heading(cell: str, forms: Forms) -> bool:
    text = cell.casefold()
    patterns = (*forms.announcing.values(), *forms.naming.values())
    return not any(c.isdigit() for c in text) and any(p.search(text) for p in patterns)


def _facts(reading: Reading, page: int, verdict: Verdict) -> Iterator[Fact]:
    form, path = verdict.form, reading.source.path
    read_by = ReadBy.SHEET if reading.tables else reading.text_read_by
    sure = round(verdict.sure * (_SLIPS if read_by is ReadBy.OCR else 1.0), 2)
    yield Fact(form.name, verdict.number, path, page, read_by, sure)
    if form.carrier and not form.carrier.startswith("post") and (form.alone or verdict.named):
        yield Fact("carrier", form.carrier, path, page, read_by, min(sure, 0.85))


def _slips(reading: Reading, wrong: dict[str, tuple[int | None, NumberForm]]) -> Iterable[Finding]:
    path = reading.source.path
    for number, (page, form) in list(wrong.items())[:_NAMED]:
        whose = f"{form.carrier} number" if form.carrier else f"{form.form} number"
        message = (
            f"{path}, page {page}: {number} has the form of a {whose}, but its check digit is wrong; "
            "a character was misprinted or misread, so it was not taken. Compare it with the label or the carrier's page."
        )
        yield warning("check-digit", message, path)
    if len(wrong) > _NAMED:
        message = f"{path} has {len(wrong) - _NAMED} more numbers whose check digit is wrong."
        yield warning("check-digit", message, path)
