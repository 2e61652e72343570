"""The overview of many cases as one HTML page that needs no network, as a sheet, and as text with commas."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from evidencekit.abandoned import others_files_there, working_folder
from evidencekit.lightly import load_openpyxl
from evidencekit.model.money import Money
from evidencekit.model.words import day_words
from evidencekit.overview import SMALL, SOON, Overview, Row
from evidencekit.views.htmlpage import environment, inside
from evidencekit.views.plain import amount, plain, words

_HEADS = (
    ("case", "Case"), ("recipient", "For"), ("result", "Result"), ("sum", "At stake"), ("day", "Until"), ("left", "Left"),
    ("action", "Do"), ("missing", "What blocks"), ("carrier", "Carrier"), ("cause", "Cause"), ("claim", "Claim"), ("", "Bundle"),
)  # fmt: skip
COLUMNS = (
    "case", "reference", "recipient", "result", "status", "demand", "currency", "action", "until", "days_left", "what_blocks",
    "carrier", "cause", "lane", "warehouse", "goods", "filed_on", "decision", "paid", "paid_currency", "across", "review", "bundle",
    "missed", "next", "next_until", "at_stake",
)  # fmt: skip
_LATE = frozenset({"action", "until", "days_left", "missed"})
"""Columns that are red where a row is too late."""
_MOST_RATES = 25
"""Groups of one kind whose loss rates the page shows; the workbook holds all of them."""
FEW = 5
"""Losses below which a rate is little more than chance."""
_MOST_SHARED = 200
"""Findings over several cases, and articles, that the page shows; the workbook holds all of them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TONES = {"built": "good", "unchanged": "good", "refused": "fair", "failed": "bad"}


def overview_page(found: Overview) -> str:
    """Return the page: sortable, with filters, and with nothing that is not inside it."""
    pages = environment(sums=_sums, plain=plain, amount=amount, share=_share)
    css, css_digest = inside("review.css", "overview.css")
    js, js_digest = inside("overview.js")
    # A sentence that stands with thousands of cases is written once.
    told = {
        sentence: at for at, sentence in enumerate(dict.fromkeys(s for r in found.rows for s in r.across))
    }
    answers = {"told": [plain(s) for s in told], "rows": [_answer(r, told) for r in found.rows]}
    data = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
    return pages.get_template("overview.html.j2").render(
        css=css,
        js=js,
        css_digest=css_digest,
        js_digest=js_digest,
        # Nothing in a case may end the element that it stands in.
        data=data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"),
        all=found.all,
        groups=found.groups,
        shipped=found.shipped,
        losses=found.losses,
        rates=[
            (by, rates[:_MOST_RATES], max((r.high for r in rates), default=1), found.unplaced(by))
            for by, rates in found.rates
            if rates
        ],
        high=[(by, r) for by, r in found.high][:_MOST_RATES],
        few=FEW,
        results=found.results,
        filters=list(
            dict.fromkeys([*(r.result for r in found.rows), *(r.status for r in found.rows if r.status)])
        ),
        heads=_HEADS,
        across=found.across.shared[:_MOST_SHARED],
        more_across=max(0, len(found.across.shared) - _MOST_SHARED),
        units=[u for u in found.across.units if u.invoiced is not None][:_MOST_SHARED],
        today=day_words(found.today),
        soon=SOON,
        small=SMALL,
    )


def overview_csv(found: Overview) -> bytes:
    """Return the rows as CSV that Excel opens as it is: UTF-8 with its mark; no cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_inert(str(v)) if isinstance(v, str) else v for v in _values(r)] for r in found.rows)
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def overview_sheet(found: Overview) -> bytes:
    """Return the rows as a workbook, with dates and amounts that Excel reckons with, a filter and a fixed heading."""
    # openpyxl writes each sheet into a file of its own first, which a killed run would leave behind.
    with working_folder("overview-") as place, others_files_there(place):
        return _workbook(found)


def _workbook(found: Overview) -> bytes:
    load_openpyxl()
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("claims")
    for number, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = {
            "what_blocks": 60,
            "action": 24,
            "missed": 60,
        }.get(name, 14)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(found.rows) + 1}"
    heads = [WriteOnlyCell(sheet, value=name) for name in COLUMNS]
    for cell in heads:
        cell.font = Font(bold=True)
    sheet.append(heads)
    for row in found.rows:
        sheet.append(list(_cells(sheet, row)))
    for title, rows in _more_sheets(found):
        more = book.create_sheet(title)
        more.freeze_panes = "A2"
        for value in rows:
            more.append([_cell(more, each) for each in value])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _more_sheets(found: Overview) -> Iterator[tuple[str, Iterable[tuple[object, ...]]]]:
    """Give what stands beside the claims: findings over several cases, units, and sums by recipient."""
    shared = ((s.finding.severity.value, s.finding.code, "; ".join(s.cases), s.finding.message) for s in found.across.shared)  # fmt: skip
    yield "across cases", (("severity", "code", "cases", "message"), *shared)
    units = ((u.goods, u.claimant, u.invoiced, u.shipped, u.claimed, u.short, "; ".join(u.cases)) for u in found.across.units)  # fmt: skip
    yield (
        "units",
        (("goods", "claimant", "invoiced", "shipped", "claimed", "on no invoice", "cases"), *units),
    )
    if found.shipped is not None:
        high = {id(r) for _, r in found.high}
        table = (
            (
                by,
                r.name,
                r.losses,
                r.shipped,
                round(r.share, 6),
                round(r.low, 6),
                round(r.high, 6),
                "yes" if id(r) in high else "",
            )
            for by, some in found.rates
            for r in some
        )
        yield (
            "loss rates",
            (
                ("by", "name", "losses", "shipments", "share", "at least", "at most", "above the average"),
                *table,
            ),
        )
    yield (
        "recipients",
        (
            ("recipient", "claims", "at stake", "filed", "denied", "paid", "must act soon", "too late"),
            *((g.name, g.cases, _sums(g.stake), g.filed, g.denied, _sums(g.paid), g.expiring, g.late) for g in found.recipients),
        ),
    )  # fmt: skip


def _share(value: float) -> str:
    """Return a share in hundredths, with two digits that count."""
    percent = 100 * value
    return f"{percent:.{0 if percent >= 10 else 1 if percent >= 1 else 2}f} %"


def _cell(sheet: Any, value: object) -> object:
    """Return a cell; a text is written as one, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", plain(value))[:32_000])
    cell.data_type = "s"
    return cell


def _cells(sheet: Any, row: Row) -> Iterator[object]:
    """Give the cells of a row; what is too late stands there in red."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    for name, value in zip(COLUMNS, _values(row), strict=True):
        told = _cell(sheet, value)
        if row.late and name in _LATE:
            made: Any = WriteOnlyCell(sheet, value=value) if told is value else told  # type: ignore[arg-type]
            made.font = Font(bold=True, color="A3191D")
            told = made
        yield told


def _values(row: Row) -> Iterator[object]:
    yield from (row.case, row.reference, row.recipient, row.result, row.status)
    yield from _money(row.demand)
    yield from (row.action, row.latest, row.days_left, "; ".join(row.missing))
    yield from (row.carrier, row.loss_type.replace("_", " "), row.lane, row.warehouse, "; ".join(row.goods))
    yield from (row.filed_on, row.decision, *_money(row.paid), "; ".join(row.across), row.review, row.bundle)
    yield from ("; ".join(m.words for m in row.missed), row.next_action, row.next_latest)
    yield row.stake.amount if row.stake else None


def _money(value: Money | None) -> tuple[object, object]:
    return (None, None) if value is None else (value.amount, value.currency)


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _answer(row: Row, told: Mapping[str, int]) -> dict[str, object]:
    """Return what the page's script shows of a row, in words already; `told` numbers the sentences over several cases."""
    filed = f"filed {row.filed_on}" if row.filed_on else ""
    paid = f"paid {amount(row.paid)}" if row.paid else ""
    apart = f"{_sums(row.apart)} in another currency is not taken off" if row.apart else ""
    claim = ", ".join(p for p in (filed, row.decision, paid, apart) if p)
    return {
        "case": plain(row.case),
        "recipient": row.recipient,
        "result": row.result,
        "status": row.status,
        "demand": amount(row.stake) if row.stake else "",
        "until": row.latest.isoformat() if row.latest else "",
        "leftWords": "" if row.days_left is None else _days(row.days_left),
        "action": _do(row),
        "missing": plain("; ".join(row.missing)),
        "carrier": plain(row.carrier),
        "cause": words(row.loss_type) if row.loss_type else "",
        "claim": plain(claim),
        "shared": [told[sentence] for sentence in row.across],
        "more": " ".join((plain(row.reference), row.lane, *map(plain, row.goods))),
        "sum": float(row.stake.amount) if row.stake else None,
        "day": row.latest.isoformat() if row.latest else "",
        "left": row.days_left,
        "ahead": row.next_left,
        "urgency": "bad" if row.late else "fair" if row.expires else "",
        "tone": "fair"
        if row.status not in {"", "ready"} and row.result in _TONES and _TONES[row.result] == "good"
        else _TONES[row.result],
        "review": quote(row.review),
        "bundle": quote(row.bundle),
    }


def _do(row: Row) -> str:
    """Say what must be done; what has closed comes first, then what can still be done."""
    if not row.missed:
        return row.action[:1].upper() + row.action[1:]
    ahead = f"next: {row.next_action} until {row.next_latest}" if row.next_action else ""
    told = "; ".join(p for p in (*(m.words for m in row.missed), ahead) if p)
    return told[:1].upper() + told[1:]


def _days(left: int) -> str:
    if left == 0:
        return "today"
    count = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{count} ago" if left < 0 else count


def _sums(amounts: Iterable[Money]) -> str:
    return ", ".join(map(amount, amounts))
