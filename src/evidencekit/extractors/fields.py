"""Labelled values on a page: behind their label, right of it, or below it; as data in `fields.toml`."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from evidencekit.cues import Phrases, tokens, word_spans
from evidencekit.extractors.folding import folded
from evidencekit.extractors.layout import Cell, Row, Rows
from evidencekit.resources import open_library

_LONGEST_CELL, _MOST_CELLS = 300, 4_000
_NUMBERED = re.compile(r"\(?\d{0,2}[a-c]?[.):]?\s{0,2}$")
"""What may stand before a label: the number of a box on a form."""
_BEHIND = re.compile(
    r"^[\s.)]{0,3}(?:\((?:kgs?|lbs?|in kg|s|if any|no\.?|name)\))?[\s.]{0,2}[:：#=]{1,2}\s*|^\s{0,3}#\s*"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_BREAKS = frozenset(" \t:：,，;；。.|/（(")
_BOX = re.compile(r"(?:[.,;|]|(?:^|\s)\(?\d{1,2}[a-c]?[.)]?)\s{1,3}$")
_KILOS = re.compile(r"\s{0,2}:?\s{0,2}\d[\d.,' ]{0,12}\s?(?:kgs?|lbs?)\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\s{1,2}(?=[A-Z/-]{0,6}\d{2})(?=\S*\d\S*\d)[A-Z0-9][A-Z0-9/-]{4,30}(?![a-z])")
_SEPARATORS = " \t:：.#=-–—|"
_REACH = 2.6
"""Lines below a label in which its value may begin."""
_SLACK, _ASIDE = 3.0, 60.0
_LINES_OF_A_NOTE, _CELLS_OF_A_PAIR = 5, 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a field's value, and where it stands from the label."""

    field: str
    form: str
    text: str
    label: str
    """The label as the paper has it, with the unit that may stand in it."""
    firm: bool
    """True for a label with a colon, or one that stands by itself above or beside the value."""
    loose: bool
    """True for a label that is a word of everyday too, such as `remarks`."""


@cache
def _lexicon() -> tuple[Phrases, dict[str, tuple[tuple[str, str, bool], ...]]]:
    """Return the labels, and of each the fields, their forms, and whether it needs a colon."""
    file = open_library().find("fields.toml")
    labels: dict[str, list[tuple[str, str, bool]]] = {}
    for name, entry in tomllib.loads(file.read_text("utf-8") if file else "").items():
        for group, loose in (("labels", False), ("loose", True)):
            for label in entry.get(group, ()):
                labels.setdefault(label, []).append((name, entry["form"], loose))
    return Phrases(labels, spaced=False), {label: tuple(fields) for label, fields in labels.items()}


def label_lines(text: str) -> tuple[bool, bool]:
    """Say of a page's plain text whether any line has a label, and whether it takes the places of words to read them.

    A label with a colon and something behind it reads well in a line; one that stands alone, or beside another, does not.
    """
    phrases, fields = _lexicon()
    any_label = False
    for line in text.split("\n")[:_MOST_CELLS]:
        if len(line) > _LONGEST_CELL:
            continue
        words = tokens(folded(line))
        told = [f for hit in phrases.find(words) for f in fields[hit.phrase][:1] if f[1] != "none"]
        if not told:
            continue
        spots = [s for s in _spots(line) if any(form != "none" for _, form, _ in s.fields)]
        any_label = any_label or bool(spots)
        alone = any(not s.colon and not line[s.end :].strip(_SEPARATORS) for s in spots)
        beside = len(told) > 1 and not all(s.colon for s in spots)
        if alone or beside or any(s.colon and not line[s.end :].strip(_SEPARATORS) for s in spots):
            return True, True
    return any_label, False


@dataclass(frozen=True, slots=True)
class _Spot:
    """A label in a cell: which fields, from where to where, and whether a colon follows."""

    fields: tuple[tuple[str, str, bool], ...]
    start: int
    end: int
    colon: bool
    first: bool


def candidates(rows: Rows, *, sheet: bool = False) -> Iterator[Candidate]:
    """Give what may be values of fields: of each label the nearest text behind it, right of it and below it.

    In a sheet what stands below is a column, and a row of many cells its headings.
    """
    spots = {
        (r, c): _spots(cell.text[:_LONGEST_CELL])
        for r, row in enumerate(rows[:_MOST_CELLS])
        for c, cell in enumerate(row)
    }
    for (r, c), found in spots.items():
        text = rows[r][c].text[:_LONGEST_CELL]
        if sheet and len(rows[r]) > _CELLS_OF_A_PAIR:
            continue
        for number, spot in enumerate(found):
            until = next((s.start for s in found[number + 1 :] if s.colon or s.start > spot.end), len(text))
            behind = _BEHIND.sub("", text[spot.end : until]).lstrip(")").strip(_SEPARATORS)
            label = text[spot.start : until][:60]
            for field, form, loose in spot.fields:
                if form == "none" or (
                    loose and not (spot.colon or (form == "id" and _LONG_NUMBER.match(text[spot.end :])))
                ):
                    continue
                if behind:
                    yield Candidate(field, form, behind, label, spot.colon, loose)
                elif form == "note" and not sheet:
                    yield Candidate(field, form, _lines_below(rows, spots, r, c), label, True, loose)
                else:
                    column = sheet or (form in {"count", "kilos"} and len(rows[r]) > _CELLS_OF_A_PAIR)
                    for near in _near(rows, spots, r, c, below=not column):
                        yield Candidate(field, form, near, label, True, loose)


def _spots(text: str) -> tuple[_Spot, ...]:
    phrases, fields = _lexicon()
    plain = folded(text)
    spans = word_spans(plain)
    found: list[_Spot] = []
    for hit in phrases.find(tuple(w for w, _, _ in spans)):
        start, end = spans[hit.start][1], spans[hit.end - 1][2]
        colon = _BEHIND.match(text[end : end + 12]) is not None
        before, behind = text[:start], text[end:]
        if not colon and all(loose for _, _, loose in fields[hit.phrase]) and not _LONG_NUMBER.match(behind):
            continue  # a word of everyday
        first = _NUMBERED.fullmatch(before) is not None
        stands = first or colon or _stands_out(before, text[start], behind, several=hit.end - hit.start > 1)
        if (
            stands
            or _follows(found, fields[hit.phrase], text, start)
            or _value_follows(fields[hit.phrase], behind)
        ):
            found.append(_Spot(fields[hit.phrase], start, end, colon, first))
    return tuple(found)


def _stands_out(before: str, sign: str, behind: str, *, several: bool) -> bool:
    """Say whether words inside a line are a label: after a box's number or a stop, with a capital; or Chinese and set apart."""
    if _HAN.match(sign):
        return not before.strip() or (before[-1:] in _HAN_BREAKS and behind[:1] in _HAN_BREAKS)
    return (sign.isupper() or several) and _BOX.search(before) is not None


def _follows(found: list[_Spot], fields: tuple[tuple[str, str, bool], ...], text: str, start: int) -> bool:
    """Say whether a label is the one before it in a second language, or ends the name that the one before it gave."""
    if not found:
        return False
    ends_name = _is_party(found[-1].fields) and _is_party(fields) and text[start].isupper()
    return ends_name or not text[found[-1].end : start].strip(" /")


def _is_party(fields: tuple[tuple[str, str, bool], ...]) -> bool:
    return any(form in {"party", "person", "none"} for _, form, _ in fields)


def _value_follows(fields: tuple[tuple[str, str, bool], ...], behind: str) -> bool:
    """Let labels stand anywhere whose value follows at once and is like no other word: a date, a weight, a long number."""
    for _, form, loose in fields:
        if form == "date" and not loose:
            return True
        if form == "kilos" and not loose and _KILOS.match(behind):
            return True
        if form == "id" and _LONG_NUMBER.match(behind):
            return True
    return False


def _near(
    rows: Rows, spots: dict[tuple[int, int], tuple[_Spot, ...]], r: int, c: int, *, below: bool
) -> Iterator[str]:
    """Give the cell right of a label, then the one below it, unless they are labels themselves."""
    row = rows[r]
    if c + 1 < len(row) and not _is_label(spots[r, c + 1]):
        yield row[c + 1].text
    under = _below(rows, row[c], r) if below else None
    if under is not None and not _is_label(spots[under]):
        yield rows[under[0]][under[1]].text


def _lines_below(rows: Rows, spots: dict[tuple[int, int], tuple[_Spot, ...]], r: int, c: int) -> str:
    """Return the lines under a label up to the next label: notes run on."""
    lines: list[str] = []
    at: tuple[int, int] | None = (r, c)
    while at is not None and len(lines) < _LINES_OF_A_NOTE:
        at = _below(rows, rows[at[0]][at[1]], at[0])
        if at is None or _is_label(spots[at]):
            break
        lines.append(rows[at[0]][at[1]].text)
    return " ".join(lines) or (
        rows[r][c + 1].text if c + 1 < len(rows[r]) and not _is_label(spots[r, c + 1]) else ""
    )


def _is_label(spots: tuple[_Spot, ...]) -> bool:
    return (
        bool(spots)
        and spots[0].first
        and (spots[0].colon or any(not loose for _, _, loose in spots[0].fields))
    )


def _below(rows: Rows, cell: Cell, r: int) -> tuple[int, int] | None:
    limit = cell.bottom + _REACH * max(6.0, cell.bottom - cell.top)
    for number in range(r + 1, min(r + 6, len(rows), _MOST_CELLS)):
        row: Row = rows[number]
        if row[0].top > limit:
            return None
        for place, other in enumerate(row):
            if (
                min(other.right, cell.right) - max(other.left, cell.left) > -_SLACK
                and abs(other.left - cell.left) < _ASIDE
            ):
                return number, place
    return None
