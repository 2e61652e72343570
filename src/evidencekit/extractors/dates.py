"""Dates as documents write them; what can be read two ways is not read."""

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jän jänner janvier janv enero ene",
            "february feb februar février févr fevrier febrero",
            "march mar märz mrz mars marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet juil julio",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre déc diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_WORD = r"[A-Za-zäöüéûôÄÖÜÉ]{3,10}"
DATE = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?[ -](?:de )?{_WORD}\.?,?[ -](?:de )?\d{{4}}|{_WORD}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}"
)
_EARLIEST, _LATEST = 1995, 2100


def date_of(text: str) -> date | None:
    """Read one date; None where day and month could be swapped, or where it is no date of our times."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    word = re.search(rf"(?!de\b){_WORD}", text)
    if word is not None:
        month = _MONTHS.get(word[0].casefold())
        if month is None or len(numbers) != 2:
            return None
        return calendar_day(numbers[1], month, numbers[0])
    if len(numbers) != 3:
        return None
    if numbers[0] > 999:
        return calendar_day(*numbers)
    first, second, year = numbers
    if "." in text and second <= 12:
        return calendar_day(year, second, first)  # points are written where the day comes first
    if first > 12 >= second or first == second:
        return calendar_day(year, second, first)
    if second > 12 >= first:
        return calendar_day(year, first, second)
    return None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return the date; None where there is no such day, or where it is not of our times."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
