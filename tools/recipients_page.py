"""docs/recipients.md and docs/regimes.md: every program and every body of law, rule by rule, each beside the source to check it against."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from evidencekit.model.profile import Profile
from evidencekit.model.regime import Regime
from evidencekit.model.source import SourceEntry
from evidencekit.resources import open_builtin
from evidencekit.rulefiles import PROFILES, REGIMES, ids
from evidencekit.steps.profiles import regime_versions, versions
from evidencekit.views.recipients import Entry, Section, regime_sections, sections

_ADDRESS = re.compile(r"https?://[^\s<>|]+")

HEAD = """# Recipients

Who wants what, by when, in which form, and where it is written: every program in `templates/recipients`, as it stands in the data.
`evidencekit recipients show NAME` prints one of them. The law of the carriage, which stands beside them, is on
[a page of its own](regimes.md).

"""
LAW = """# The law of the carriage

Every body of law and every set of standard conditions in `templates/regimes`: when it applies, by when it wants notice and suit,
what it lets a carrier owe, and where that is written. `evidencekit recipients show NAME` prints one of them.

"""
HOW = """Beside each rule stands the letter of its source, and each source has the day on which the page was read and how sure it makes a
rule: **H** the recipient's own page, or the law; **M** somebody who quotes it, or an older copy; **L** hearsay, which the program only
ever warns of. A letter behind the source (such as *a, L*) means that this one rule is less sure than the rest of the page. What
nobody found out is said under "Not found out": the program does not guess. Rules change: open the source before you rely on one.

This page is made by `tools/make_docs.py`; docs/profiles.md says how to change a rule.
"""


def programs_page() -> str:
    """Return docs/recipients.md."""
    library = open_builtin()
    parts = [HEAD + HOW, "| Recipient | Programs |\n|---|---|"]
    for recipient, names in groupby(
        ids(library, PROFILES), key=lambda n: ids(library, PROFILES)[n].parent.name
    ):
        parts.append(f"| {recipient} | {', '.join(f'[{n}](#{n})' for n in names)} |")
    parts.append("")
    for newest, *earlier in (versions(library, name) for name in ids(library, PROFILES)):
        parts += _told(newest, sections(newest), earlier)
    return "\n".join(parts)


def regimes_page() -> str:
    """Return docs/regimes.md."""
    library = open_builtin()
    parts = [LAW + HOW, " · ".join(f"[{n}](#{n})" for n in ids(library, REGIMES)), ""]
    for newest, *earlier in (regime_versions(library, path) for path in ids(library, REGIMES).values()):
        parts += _told(newest, regime_sections(newest), earlier)
    return "\n".join(parts)


def _told(
    rules: Profile | Regime, page: tuple[Section, ...], earlier: Sequence[Profile | Regime]
) -> Iterator[str]:
    named = {entry.source for section in page for entry in section.entries}
    letters = {source: _letter(n) for n, source in enumerate(s for s in rules.sources if s in named)}
    yield f'## <a id="{rules.id}"></a>{rules.id}: {_cell(rules.title)}\n'
    since = f"In force from {rules.effective_from}. " if rules.effective_from else ""
    before = f"`evidencekit recipients diff {rules.id}` says what changed with it." if earlier else ""
    if since or before:
        yield f"{since}{before}\n"
    for section in page:
        # Which letters it needs says docs/letters.md.
        yield from _section(
            [e for e in section.entries if not e.line.startswith("letters: ")], section.title, letters
        )
    if letters:
        yield "**Sources**\n\n| | Source | Its date | Read | Sure |\n|---|---|---|---|---|"
        for source, letter in letters.items():
            entry = rules.sources[source]
            yield (
                f"| {letter} | {_named(entry)} | {entry.on or 'not shown'} | {entry.read_on} | {entry.confidence} |"
            )
        yield ""


def _section(entries: list[Entry], title: str, letters: dict[str, str]) -> Iterator[str]:
    if not any(entry.source or entry.note for entry in entries):
        yield f"**{title}**: {'; '.join(_cell(e.line).rstrip('.') for e in entries)}.\n"
        return
    yield f"**{title}**\n\n| Rule | Remarks | Source |\n|---|---|---|"
    for entry in entries:
        yield f"| {_cell(entry.line)} | {_cell(entry.note)} | {_from(entry, letters)} |"
    yield ""


def _from(entry: Entry, letters: dict[str, str]) -> str:
    grade = f", {entry.grade}" if entry.grade else ""
    return f"{letters[entry.source]}{grade}" if entry.source else ""


def _named(entry: SourceEntry) -> str:
    more = " ".join(f"<{url}>" for url in entry.urls if url not in entry.text)
    return f"{_ADDRESS.sub(lambda m: f'<{m[0]}>', _cell(entry.text))} {more}".strip()


def _letter(number: int) -> str:
    """Return a, b, ... z, aa, ab ..."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
