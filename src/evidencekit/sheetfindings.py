"""What is said of a sheet that is not printed whole: hidden parts, comments, charts; in the same words for every program's sheets."""

from collections.abc import Iterator, Sequence

from evidencekit.model.finding import Finding, note, warning
from evidencekit.workbookparts import Remark, column_letters

_LISTED, _SHORT = 8, 80


def hidden_sheet(path: str, title: str) -> Finding:
    """Say that a sheet is hidden."""
    return note("hidden-sheet", f"The sheet {title!r} of {path} is hidden; it was left out.", path)


def hidden_cells(path: str, title: str, columns: Sequence[int], rows: Sequence[int]) -> Iterator[Finding]:
    """Say that columns and rows that are not empty are hidden, where there are any; they count from 1."""
    hidden = (_named("column", list(map(column_letters, columns))), _named("row", list(map(str, rows))))
    if what := " and ".join(filter(None, hidden)):
        message = (
            f"The sheet {title!r} of {path} has hidden cells ({what}); they were left out. "
            "Where they matter, unhide them and save the sheet again."
        )
        yield note("hidden-cells", message, path)


def concealed_values(path: str, title: str) -> Finding:
    """Say that the format of cells shows nothing of their values."""
    message = (
        f"The sheet {title!r} of {path} has values whose format shows nothing; they were left out. "
        "Where they matter, give those cells another format and save the sheet again."
    )
    return note("concealed-values", message, path)


def remarked(path: str, title: str, remarks: Sequence[Remark]) -> Iterator[Finding]:
    """Name the comments on cells, where there are any."""
    if remarks:
        told = "; ".join(f"{r.cell}: {_shortened(r.text)}" for r in remarks[:_LISTED])
        more = " ..." if len(remarks) > _LISTED else ""
        message = (
            f"The sheet {title!r} of {path} has {_counted(len(remarks), 'comment')}, not on its pages ({told}{more}). "
            "Write into a cell what the recipient should read."
        )
        yield warning("comments-missing", message, path)


def charts_missing(path: str, charts: dict[str, int]) -> Iterator[Finding]:
    """Say which sheets have charts, where there are any; their number by the titles of the sheets."""
    drawn = {title: count for title, count in charts.items() if count}
    if drawn:
        which = ", ".join(map(repr, list(drawn)[:_LISTED]))
        message = (
            f"{path} has {_counted(sum(drawn.values()), 'chart')}, not on its pages (sheet {which}); "
            "where that matters, save it as PDF and put that into the folder."
        )
        yield warning("charts-missing", message, path)


def too_long(path: str, rows: int) -> Finding:
    """Say that a sheet goes on after the rows that are read."""
    message = f"{path} has more than {rows} rows; only the first {rows} are shown. Save the rows that matter as a sheet of their own."
    return warning("long-sheet", message, path)


def too_wide(path: str, columns: int) -> Finding:
    """Say that a sheet goes on beside the columns that are read."""
    message = (
        f"{path} has more than {columns} columns; only the first {columns} are shown. "
        "Save the columns that matter as a sheet of their own."
    )
    return warning("wide-sheet", message, path)


def cut_cells(path: str, characters: int) -> Finding:
    """Say that cells hold longer texts than are read."""
    message = (
        f"{path} has cells of more than {characters} characters; what comes after those is not shown. "
        "Put such texts into a file of their own."
    )
    return warning("long-cells", message, path)


def _named(what: str, which: list[str]) -> str:
    if not which:
        return ""
    more = f" and {len(which) - _LISTED} more" if len(which) > _LISTED else ""
    return f"{what}{'s' if len(which) > 1 else ''} {', '.join(which[:_LISTED])}{more}"


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else f"{flat[:_SHORT]}..."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
