"""A map to begin with: an example, or the headings of an export that is at hand, and the keys that they may be."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from evidencekit.exports.maps import folded
from evidencekit.sheetcells import cells
from evidencekit.sheetcolumns import likely
from evidencekit.tomlfile import nearest
from evidencekit.tomltext import quoted, written
from evidencekit.views.newsheet import explained
from evidencekit.views.plain import plain

_HEADINGS = (
    ("Claim Number", ("case", "claims.ups-us.number")),
    ("Tracking Number", ("consignment.tracking_numbers",)),
    ("Claim Type", ("loss.type",)),
    ("Description", ("loss.description",)),
    ("Claim Amount", ("loss.amount",)),
    ("Ship Date", ("events.ship_date",)),
    ("Delivery Date", ("events.delivery_date",)),
    ("Date Filed", ("claims.ups-us.filed_on",)),
    ("Status", ("claims.ups-us.decision",)),
    ("Date Closed", ("claims.ups-us.decided_on",)),
    ("Reason", ("claims.ups-us.reason",)),
    ("Amount Paid", ("claims.ups-us.paid",)),
)
"""Invented ones, of no carrier."""
_SHOWN, _HEADING_ROWS = 40, 40
_NO_KEYS = {"folder", "files"}


def new_map(export: Path | None = None) -> str:
    """Return the text of a map; with an export its headings, none of which counts before a person has looked.

    Raises `UsageError` and `CaseError` as `cells` does.
    """
    columns = _example() if export is None else _of(export)
    return "\n".join([*_HEAD, *columns, *_TAIL, *_keys()]) + "\n"


_HEAD = (
    "# Which column of a carrier's list of claims is which key of case.toml. Lines that begin with # do not count.",
    "# evidencekit import claims EXPORT --map THIS-FILE --into ROOT makes a case folder of each row.",
    "",
    '# dates = "month first"    # 10/11/2026 is October 11; "day first": November 10. Needed where no date of the export tells.',
    '# decimal = "."            # 1,234 is more than a thousand; ",": a little more than one. Needed where a number can be either.',
    "",
    "# The heading in the export, and the key, or several. One column must be the case: its folder gets that name.",
    "[columns]",
)
_TAIL = (
    "",
    "# The export's word, and the word of case.toml for it; nothing between the quotes: it says nothing.",
    '[values."loss.type"]',
    '# "Loss" = "lost"',
    '# "Damage" = "damaged"',
    "",
    '[values."claims.ups-us.decision"]    # paid, partly_paid, denied, open',
    '# "Approved" = "paid"',
    '# "Declined" = "denied"',
    '# "Pending" = "open"',
    "",
    "# What holds for every row.",
    "[always]",
    '# recipients = "ups-us"              # `evidencekit recipients` lists them',
    '# "consignment.carrier" = "UPS"',
    '# currency = "USD"                   # of amounts that are written without one',
    "",
)


def _example() -> Iterator[str]:
    return (f"{quoted(heading)} = {_written(keys)}" for heading, keys in _HEADINGS)


def _written(keys: tuple[str, ...]) -> str:
    return quoted(keys[0]) if len(keys) == 1 else written(keys)


def _perhaps(heading: str) -> tuple[str, ...]:
    """Return the keys that a heading may be, by what other exports call them, else by the keys themselves."""
    usual = {folded(name): keys for name, keys in _HEADINGS}
    return usual.get(nearest(heading, usual) or "") or (likely(heading) or "",)


def _of(export: Path) -> Iterator[str]:
    """Give the headings of an export, the fullest of its first rows, each with what stands below it and the key it may be."""
    rows = [row for _, row in islice(cells(export), _HEADING_ROWS)]
    filled = [sum(not cell.empty for cell in row) for row in rows] or [0]
    head, *below = rows[filled.index(max(filled)) :] or [[]]
    first = below[0] if below else []
    for at, cell in enumerate(head):
        if not cell.empty:
            shown = plain(" ".join(str(first[at]).split()))[:_SHOWN] if at < len(first) else ""
            yield f"# {quoted(plain(str(cell)))} = {_written(_perhaps(str(cell)))}    # {shown}".rstrip(" #")


def _keys() -> Iterator[str]:
    yield "# The keys, with another recipient's name in place of ups-us:"
    yield from (
        f"#   {name}: {plain(' '.join(what.split()))}" for name, what in explained() if name not in _NO_KEYS
    )
