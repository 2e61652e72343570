"""E-mails: subject, sender, date and the names of what is attached, in .eml, .msg and .mbox."""

import email.utils
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sources import Read, corpus, read_each, truth
from tally import Tally

_AIM = 0.98
_OF_MESSAGE = ("subject", "sender", "date")


def measure() -> Iterator[Tally]:
    """Read every message of the set; a mailbox is measured by the number of its messages."""
    tallies = {
        what: Tally(what, _AIM, _AIM) for what in (*_OF_MESSAGE, "attachments", "messages in a mailbox")
    }
    folder = corpus("emails")
    known = {folder / e["file"]: e["expected"] for e in truth("emails")}
    for read in read_each(known):
        expected = known[read.file]
        for what, (true, found) in _told(expected, read).items():
            tallies[what].see(read.file.name, true, found)
        for name in expected.get("attachments", ()):
            tallies["attachments"].see(read.file.name, name["filename"], _attached(name["filename"], read))
        for name in _inside(read) if "attachments" in expected else ():
            if not any(_same_name(a["filename"], name) for a in expected["attachments"]):
                tallies["attachments"].see(read.file.name, None, name)
    tallies["date"].note = "Compared to the second."
    tallies[
        "sender"
    ].note = "The name, or the name with the address; an Exchange directory path is no address."
    yield from tallies.values()


def _told(expected: dict[str, Any], read: Read) -> dict[str, tuple[object, object]]:
    if "messages" in expected:
        return {"messages in a mailbox": (expected["messages"], len(_inside(read)))}
    if "subject" not in expected:
        return {}
    facts = {f.name: f.value for f in read.first.facts}
    sent = facts.get("sent_at")
    sender, true = str(facts.get("sender") or ""), expected["from"]
    return {
        "subject": (expected["subject"] or None, facts.get("subject")),
        "sender": (true, true if true and sender.startswith(true) else sender or None),
        "date": (
            _moment(expected["date"]),
            sent.replace(microsecond=0) if isinstance(sent, datetime) else None,
        ),
    }


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        return email.utils.parsedate_to_datetime(text)


def _inside(read: Read) -> list[str]:
    """Return the names of what the message itself holds, not of what is inside that."""
    names = [r.source.path.removeprefix(f"{read.file.name}/") for r in read.readings[1:]]
    return [n for n in names if not any(n.startswith(f"{other}/") for other in names)]


def _attached(name: str, read: Read) -> str | None:
    return name if any(_same_name(name, other) for other in _inside(read)) else None


def _same_name(true: str, found: str) -> bool:
    """Compare names; a second one of the same name has a number in brackets."""
    stem, dot, extension = true.rpartition(".")
    return found == true or (found.startswith(f"{stem} (") and found.endswith(f"){dot}{extension}"))
