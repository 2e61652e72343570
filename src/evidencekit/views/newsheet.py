"""An empty sheet of cases to fill in: the columns that most need, and a page that explains all of them."""

import csv
import io
from collections.abc import Iterator

from evidencekit.lightly import load_openpyxl
from evidencekit.sheetcells import COLUMNS_TOLD
from evidencekit.sheetcolumns import Column, Sort, column_of, plain_columns
from evidencekit.views.schemas import schema

_SHOWN = (
    "case", "folder", "files", "recipients", "reference", "currency", "claimant.name", "claimant.address", "claimant.email",
    "consignment.carrier", "consignment.mode", "consignment.tracking_numbers", "consignment.fba_shipment_id",
    "consignment.from_country", "consignment.to_country", "loss.type", "loss.description", "loss.amount",
    "events.ship_date", "events.delivery_date", "goods.sku", "goods.description", "goods.quantity", "goods.quantity_lost",
    "goods.unit_cost",
)  # fmt: skip
"""What stands in the sheet from the start; any other column may be added."""
_OWN = {
    "case": "The case's name; its bundles go into a folder of that name. May be left out where there is a folder.",
    "folder": "The folder with the evidence, as seen from where this sheet is. Left empty, a folder beside the sheet that is named as the case is counts.",
    "files": "For a case without a folder: its files, as seen from where this sheet is.",
    "currency": "The currency of amounts in this row that are written without one, such as USD.",
}
_TOLD = {
    "recipients": "For whom the bundles are; `evidencekit recipients` lists the names.",
    "reference": "What stands on every page; else the case's name.",
    "language": "Of the letters: en, de or zh; empty: the recipient's own, else English.",
    "consignment.tracking_numbers": "Format the column as text: Excel rounds long numbers.",
    "loss.type": "What happened.",
    "loss.amount": "What is claimed; else it is reckoned from the goods.",
    "goods.sku": "Of the first line of goods; a second one stands in goods.2.sku, goods.2.quantity and so on.",
    "goods.quantity": "Units in the consignment.",
    "goods.quantity_lost": "Units that were lost or damaged.",
}
_MORE = (
    ("claims.RECIPIENT.filed_on", "What happened after filing, with the recipient's name: claims.ups-us.filed_on. Also number, decided_on, decision, paid and the other keys of [claims] in case.toml."),
    ("confirmed.ID", "What only you can see, by the id that `evidencekit check` names: yes or no."),
    ("explained.ID", "Why a document is not there, by the id of the requirement."),
    ("rates.SDR.rate", "A rate of exchange; rates.SDR.on and rates.SDR.source belong to it."),
    ("delivery.RECIPIENT.form", "What the portal takes, where you know it better than the profile."),
)  # fmt: skip


def new_workbook() -> bytes:
    """Return the sheet as a workbook of two pages, `cases` and `columns`; all cells to fill in are formatted as text."""
    load_openpyxl()
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    cases = book.worksheets[0]
    cases.title = "cases"
    told = dict(explained())
    for at, name in enumerate(_SHOWN, 1):
        head = cases.cell(1, at, name)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6EE")
        head.comment = Comment(told[name][:500], "evidencekit", height=120, width=280)
        letter = get_column_letter(at)
        cases.column_dimensions[letter].width = max(14, len(name) + 3)
        # Else Excel makes numbers of tracking numbers and of SKUs, and rounds them.
        cases.column_dimensions[letter].number_format = "@"
    cases.freeze_panes = "A2"
    columns = book.create_sheet("columns")
    columns.append(COLUMNS_TOLD)
    for row in told.items():
        columns.append(row)
    for cell in columns[1]:
        cell.font = Font(bold=True)
    columns.column_dimensions["A"].width, columns.column_dimensions["B"].width = 34, 110
    columns.freeze_panes = "A2"
    for (cell,) in columns.iter_rows(min_row=2, min_col=2, max_col=2):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def new_csv() -> bytes:
    """Return the sheet as CSV; the columns are explained in rows that begin with #, which are not read."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_SHOWN)
    writer.writerow(["# Rows that begin with # are not read. Any of the columns below may be added."])
    writer.writerows([f"# {name}: {what}"] for name, what in explained())
    return out.getvalue().encode("utf-8-sig")


def explained() -> Iterator[tuple[str, str]]:
    """Give every column with what stands in it."""
    described = _descriptions()
    for column in (*map(column_of, _OWN), *plain_columns()):
        about = _OWN.get(column.heading) or _TOLD.get(column.heading) or described.get(column.heading, "")
        yield column.heading, " ".join(p for p in (about, _sort(column)) if p)
    yield from _MORE


def _sort(column: Column) -> str:
    if column.heading in _OWN and column.sort is Sort.TEXT:
        return ""
    if column.sort is Sort.WORD:
        return f"One of: {', '.join(column.words)}."
    return f"{column.sort.value[:1].upper()}{column.sort.value[1:]}."


def _descriptions() -> dict[str, str]:
    """Return what the keys of `case.toml` are said to be where they are defined."""
    made = schema("case")
    found = {}
    for table, entry in made["properties"].items():
        place = entry.get("$ref") or entry.get("items", {}).get("$ref", "")
        inside = made["$defs"].get(place.rpartition("/")[2], {}).get("properties", {})
        for key, each in inside.items():
            if "description" in each:
                found[f"{table}.{key}"] = str(each["description"])
    return found
