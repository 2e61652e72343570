"""E-invoices: number, date, currency and sums of the XML inside strangers' PDFs."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sources import corpus, read_each, truth
from tally import Tally

_SUMS = {
    "grand_total": "total",
    "tax_total": "tax_total",
    "tax_basis_total": "net_total",
    "due_payable": "amount_due",
}


def measure() -> Iterator[Tally]:
    """Read every PDF that has an e-invoice inside; all values are to be right."""
    folder = corpus("invoices")
    known = {
        folder / e["file"]: e["expected"]["fields"] for e in truth("invoices") if e["kind"] == "einvoice_pdf"
    }
    tallies = {
        n: Tally(n, 1.0, 1.0)
        for n in ("number", "date", "currency", "total", "other sums", "seller", "buyer")
    }
    for read in read_each(known):
        said = {f.name: f.value for f in read.first.facts if f.read_by == "xml"}
        fields, name = known[read.file], read.file.name
        for what, key, fact in (
            ("number", "invoice_number", "invoice_number"),
            ("currency", "currency", "currency"),
            ("seller", "seller", "seller"),
            ("buyer", "buyer", "buyer"),
        ):
            if fields.get(key):
                tallies[what].see(name, " ".join(fields[key].split()), said.get(fact))
        if fields.get("issue_date"):
            tallies["date"].see(name, date.fromisoformat(fields["issue_date"]), said.get("invoice_date"))
        for key, fact in _SUMS.items():
            if fields.get(key):
                what = "total" if fact == "total" else "other sums"
                tallies[what].see(f"{name} ({fact})", Decimal(fields[key]), said.get(fact))
    yield from tallies.values()
