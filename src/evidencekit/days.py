"""The date of letters and deadlines."""

import os
from datetime import UTC, date, datetime


def the_day(asked: date | None) -> date:
    """Return the date of letters and deadlines: as asked, else `SOURCE_DATE_EPOCH`, else the system's."""
    if asked is not None:
        return asked
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()
