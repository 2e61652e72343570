"""The parts of an e-mail: which of them are its text, and which are evidence of their own."""

from collections.abc import Iterator
from email.message import Message
from typing import cast

EMAIL = "message/rfc822"
PARTIAL = "message/partial"
"""A piece of a message that was sent in several."""
ELSEWHERE = "message/external-body"
ALTERNATIVE = "multipart/alternative"
HTML = frozenset({"text/html", "text/x-amp-html", "text/watch-html"})
ENRICHED = "text/enriched"
_WRITTEN = HTML | {"text/plain", ENRICHED}
_WHOLE = frozenset({EMAIL, "message/global", "message/news"})
"""Messages within a message; whatever else is called a message is a notice of some program, such as a delivery report."""


def inside(part: Message) -> list[Message]:
    """Return the parts of a part."""
    return cast("list[Message]", part.get_payload()) if part.is_multipart() else []


def is_message(part: Message) -> bool:
    """Say whether a part is a whole message of its own."""
    return part.get_content_type() in _WHOLE


def is_notice(part: Message) -> bool:
    """Say whether a part is what a program tells of a message: that it was not delivered, that it was read."""
    kind = part.get_content_type()
    return kind.startswith("message/") and kind not in _WHOLE and kind != PARTIAL


def is_text(part: Message, *, alone: bool) -> bool:
    """Say whether a part is written by the sender into the message itself.

    A text with a file's name is a file, except where it is `alone`: all that there is, or one of several ways to say the same.
    """
    if part.get_content_type() not in _WRITTEN or part.get_content_disposition() == "attachment":
        return False
    return alone or not part.get_filename()


def texts(part: Message, *, alone: bool = True) -> Iterator[Message]:
    """Give every part that is text of the message itself, all that say the same included."""
    if is_message(part) or is_notice(part):
        return
    if part.is_multipart():
        among = part.get_content_type() in {ALTERNATIVE, PARTIAL}
        for each in inside(part):
            yield from texts(each, alone=among)
    elif is_text(part, alone=alone):
        yield part


def attached(part: Message, *, alone: bool = True) -> Iterator[Message]:
    """Give every part that is not the text of the message itself: attachments, and pictures inside the text."""
    if is_message(part):
        yield part
    elif is_notice(part):
        return
    elif part.is_multipart():
        among = part.get_content_type() in {ALTERNATIVE, PARTIAL}
        for each in inside(part):
            yield from attached(each, alone=among)
    elif not is_text(part, alone=alone):
        yield part
