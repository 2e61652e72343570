"""E-mails: printed, and every attachment an exhibit of its own."""

from typing import Any

from one_file import Seen
from verdict import EXPLAINED, RIGHT, Verdict, wrong


def passwords(_expected: dict[str, Any]) -> str | None:
    """None: messages have no passwords."""
    return None


def judge(seen: Seen, expected: dict[str, Any], _unlocked: Any) -> Verdict:
    """Hold the members and the printed headers against the truth."""
    if "messages" in expected:
        count = len(seen.inside)
        return (
            Verdict(RIGHT)
            if count == expected["messages"]
            else wrong(f"{count} messages of {expected['messages']}")
        )
    missing = [a["filename"] for a in expected.get("attachments", ()) if not _there(a["filename"], seen)]
    if missing:
        return wrong(f"not taken out: {', '.join(missing)[:120]}")
    if seen.explained:
        told = "subject" not in expected or expected.get("verdict") == "not_a_msg"
        return Verdict(EXPLAINED) if told else wrong(f"not shown: {seen.explained[:120]}")
    subject = "".join((expected.get("subject") or "").split())
    if subject and subject.isascii() and subject not in "".join(seen.words().split()):
        return wrong("its subject is not on its pages")
    return Verdict(RIGHT)


def _there(name: str, seen: Seen) -> bool:
    stem, dot, ending = name.rpartition(".")
    return any(
        found == name or (found.startswith(f"{stem} (") and found.endswith(f"){dot}{ending}"))
        for found in seen.inside
    )
