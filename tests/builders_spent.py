"""What something cost, whatever else the machine was doing meanwhile."""

import os


def spent() -> float:
    """Return the seconds for which this process, and those that it has waited for, used the processor so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
