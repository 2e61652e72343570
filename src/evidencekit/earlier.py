"""The bundle that stands where a new one will: its labels, and what the recipient had got by then, out of its manifest."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from evidencekit.exchange import half_done
from evidencekit.manifest import NAME, read_manifest
from evidencekit.model.supplement import Earlier, Sent, SentExhibit

_LABEL = re.compile(r"[A-Z]{1,3}")


def earlier_bundle(folder: Path) -> Earlier:
    """Read what stands there; where nothing does, or nothing that can be read, all of it is empty."""
    account = read_manifest((half_done(folder) or folder) / NAME) or {}
    exhibits, sent = tuple(_exhibits(account.get("files"))), _sent(account.get("sent_before"))
    labels, settings = {e.path: e.label for e in exhibits}, account.get("settings")
    for each in sent.exhibits if sent else ():  # a label that was sent once is never given to another file
        if each.path not in labels and each.label not in labels.values():
            labels[each.path] = each.label
    return Earlier(
        labels=tuple(labels.items()),
        made_on=_day(account.get("today")),
        exhibits=exhibits,
        letters=tuple(_letters(account.get("letters"))),
        sent=sent,
        draft=isinstance(settings, dict) and settings.get("draft") is True,
    )


def _exhibits(rows: object) -> Iterator[SentExhibit]:
    """Give the exhibits of a list of files in the order of their labels; of two with one label the first counts."""
    paths, labels = set[str](), dict[str, SentExhibit]()
    for row in rows if isinstance(rows, list) else ():
        match row:
            case {"path": str(path), "label": str(label)} if _LABEL.fullmatch(label):
                if path not in paths and label not in labels:
                    paths.add(path)
                    digest, title = str(row.get("sha256")), str(row.get("title") or path)
                    labels[label] = SentExhibit(label, path, digest, title)
            case _:
                continue
    yield from (labels[label] for label in sorted(labels, key=lambda at: (len(at), at)))


def _letters(rows: object) -> Iterator[tuple[str, str]]:
    for row in rows if isinstance(rows, list) else ():
        match row:
            case {"name": str(name), "words_sha256": str(digest)} if row.get("enclosed", True):
                yield name, digest
            case _:
                continue


def _sent(said: object) -> Sent | None:
    if not isinstance(said, dict) or (until := _day(said.get("until"))) is None:
        return None
    return Sent(until, tuple(_exhibits(said.get("exhibits"))), tuple(_letters(said.get("letters"))))


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
