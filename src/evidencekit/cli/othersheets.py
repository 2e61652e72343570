"""The sheets of a workbook that are left aside: the rows of a second one are claims that nobody files."""

from pathlib import Path

from evidencekit.cli.talk import quiet, say
from evidencekit.model.stored import StoredFolder


def say_what_is_not_read(*files: Path | StoredFolder | None) -> None:
    """Name those sheets of workbooks that hold something and are not read; what is no workbook has none."""
    from evidencekit.sheetcells import sheets_not_read

    for each in files:
        if not isinstance(each, Path) or not each.is_file():
            continue
        left = sheets_not_read(each)
        if left and not quiet():
            more = len(left) > 1
            say(
                f"{each} also holds the sheet{'s' if more else ''} {', '.join(map(repr, left))}, which {'are' if more else 'is'} not read: "
                "of a workbook one sheet is, the one named cases, else the first. Put the rows there, or into a file of their own."
            )
