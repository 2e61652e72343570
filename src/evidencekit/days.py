"""The date of letters and deadlines."""

import os
from datetime import UTC, date, datetime

from evidencekit.errors import UsageError


def the_day(asked: date | None) -> date:
    """Return the date of letters and deadlines: as asked, else `SOURCE_DATE_EPOCH`, else the system's.

    Raises `UsageError` where `SOURCE_DATE_EPOCH` is beyond all dates.
    """
    if asked is not None:
        return asked
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (ValueError, OverflowError, OSError):
            raise UsageError(f"SOURCE_DATE_EPOCH={epoch[:30]} is no date that there is.") from None
    return datetime.now().astimezone().date()
