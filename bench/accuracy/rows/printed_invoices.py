"""Printed invoices: strangers' pages, their XML left aside, and invoices made in the layouts of forty suppliers."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from made_invoices import layouts, make
from sources import corpus, read_each, truth
from tally import Tally

from evidencekit.extractors.dates import dates_in
from evidencekit.extractors.locale import locale_of
from evidencekit.extractors.money import amounts_in, currencies_in
from evidencekit.model.evidence import Fact

_PRECISION, _RECALL = 0.98, 0.90
_SEEDS = (501, 502, 503)
_NAMES = {"number": "invoice_number", "date": "invoice_date", "total": "total", "currency": "currency"}
_KEYS = {"number": ("invoice_number",), "date": ("issue_date", "date"), "total": ("grand_total", "amount", "total"), "currency": ("currency",)}  # fmt: skip


def measure() -> Iterator[Tally]:
    """Count what a page shows: of e-invoices only the values that are printed too, for some pages say something else."""
    yield from _strangers()
    yield from _made()


def _strangers() -> Iterator[Tally]:
    folder = corpus("invoices")
    known = {
        folder / e["file"]: e["expected"]["fields"] for e in truth("invoices") if "fields" in e["expected"]
    }
    tallies = {what: Tally(f"{what}, strangers", _PRECISION, _RECALL) for what in _NAMES}
    hidden = 0
    for read in read_each(known, without=("e-invoices",)):
        text = "\n".join(read.first.text)
        for what, tally in tallies.items():
            true = _true(what, known[read.file])
            if true is not None and text and not _is_shown(what, true, text):
                hidden += 1
            elif true is not None:
                tally.see(read.file.name, true, _said(read.first.facts, _NAMES[what]))
    tallies[
        "number"
    ].note = f"{hidden} values of the four that stand in the XML but not on the page are left out."
    yield from tallies.values()


def _made() -> Iterator[Tally]:
    tallies = {what: Tally(f"{what}, made", _PRECISION, _RECALL) for what in (*_NAMES, "tax", "lines")}
    with tempfile.TemporaryDirectory() as place:
        invoices = {
            i.file: i for layout in layouts() for seed in _SEEDS for i in (make(layout, seed, Path(place)),)
        }
        for read in read_each(invoices):
            made, facts, name = invoices[read.file], read.first.facts, read.file.name
            tallies["number"].see(name, made.number, _said(facts, "invoice_number"))
            tallies["date"].see(name, made.day, _said(facts, "invoice_date"))
            tallies["total"].see(name, made.total, _said(facts, "total"))
            tallies["currency"].see(name, made.currency, _said(facts, "currency"))
            if made.tax is not None:
                tallies["tax"].see(name, made.tax, _said(facts, "tax_total"))
            if made.priced:
                tallies["lines"].see(name, made.items, sum(f.name == "line" for f in facts) or None)
    tallies["number"].note = "Written by the makers of the labels, from how such invoices look."
    yield from tallies.values()


def _said(facts: Iterable[Fact], name: str) -> object | None:
    """Return the one value of a name; several are all of them, which is never right."""
    values = {f.value for f in facts if f.name == name}
    return values.pop() if len(values) == 1 else (tuple(sorted(map(str, values))) or None)


def _true(what: str, fields: dict[str, Any]) -> object | None:
    given = next((fields[key] for key in _KEYS[what] if fields.get(key)), None)
    if given is None:
        return None
    if what == "date":
        return date.fromisoformat(given)
    if what == "total":
        try:
            return Decimal(str(given)).quantize(Decimal("0.01"))
        except InvalidOperation:
            return None
    # A number without a digit is a slip of the one who wrote it down.
    return str(given) if what == "currency" or any(c.isdigit() for c in str(given)) else None


def _is_shown(what: str, true: Any, text: str) -> bool:
    """Say whether a value is printed, in any of the usual ways."""
    if what == "number":
        return true in text
    if what == "date":
        return any(true in written.days for written in dates_in(text))
    if what == "currency":
        return true in currencies_in(text, locale_of([text]))
    return any(true in {w.value(","), w.value(".")} for w in amounts_in(text))
