"""Write what docs say of letters and recipients from the model and the data: `python tools/make_docs.py`.

The names in docs/templates.md come from `evidencekit.wording`, docs/letters.md from `evidencekit.letterdue`, docs/files.md from
`evidencekit.mergepolicy`, docs/recipients.md and docs/regimes.md from the data.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import recipients_page

from evidencekit import lettertext, wording
from evidencekit.letterdue import LETTERS
from evidencekit.lettertext import Links, Picture
from evidencekit.mergepolicy import MERGE_POLICY
from evidencekit.resources import open_builtin
from evidencekit.rulefiles import PROFILES, ids
from evidencekit.wording import Wording

DOCS = Path(__file__).resolve().parent.parent / "docs"
MARK = "## Names"
WORD_CHECK = Path(__file__).resolve().parent / "word_check.md"
"""Written by `bench/words.py --write`."""
TO = {"recipient": "the recipient", "carrier": "the carrier", "nobody": "nobody: it is signed or kept"}


CASE = """## What they take from case.toml

| Key | Says |
|---|---|
| `[claims."ups-us"]` | what came of one recipient's claim: `filed_on`, `number`, `acknowledged_on`, `documents_on`, `decided_on`, `decision`, `reason_code`, `reason` (its own words), `answer` (yours), `paid`, `appealed_on`; what anybody paid is taken off the demand where the currency is the same, and told |
| `[packaging]` | `outer`, `inner`, `closed_with`, `packed_by`, `packed_on` |
| `[explained]` | why a document is missing, by the requirement's id: `bill-of-lading = "It was lost at the dock."` |
| `[claimant] owner` | who owns the goods, where that is not the claimant: name and address in lines |
| `[loss] kept_at`, `beyond_repair` | where the goods can be inspected, which letters then offer, as they do with `[confirmed] goods-kept = true`; why they cannot be repaired |
| `[loss] refund_amount`, `rma_number`, `return_reason`, `[consignment] return_tracking_number` | what SAFE-T asks of a return and its refund; the amount also for appeals against A-to-z claims. `tracking_numbers` are those of the way to the buyer |
| `[loss] freight`, `duty` | paid for the whole consignment: the lost goods' share of its value is claimed; for a delay the freight caps what is owed |
| `[[goods]] unit_cost` | stays as it is stated; the value of a line, each share and the limit are rounded to the smallest unit of the currency, half upwards |
| `[[goods]] discount` | taken off the price of one unit; `unit_cost` is what remained |
| `[[goods]] salvage`, `repair`, `other` | for the whole line; units that are repaired do not count in `quantity_lost` |
| `[consignment] nmfc_item` | for the presentation of loss and damage claim |
"""


def names() -> str:
    """Return the section of docs/templates.md that lists every name."""
    told = {**_docstrings()}
    parts = [
        f"{MARK}\n",
        "Dates, numbers and amounts are text already, as the letter's language writes them.\n",
        "| Name | Is |",
        "|---|---|",
    ]
    groups = []
    for field in fields(Wording):
        hint = get_type_hints(Wording)[field.name]
        inner = get_args(hint)[0] if get_args(hint) else hint
        if is_dataclass(inner) and inner is not Links:
            groups.append((field.name, inner, bool(get_args(hint)), told["Wording"].get(field.name, "")))
        else:
            parts.append(f"| `{field.name}` | {told['Wording'].get(field.name, '')} |")
    for name, kind, many, about in groups:
        parts += [f"\n### `{name}`\n", about or _sentence(kind)]
        if many:
            parts.append(f"\nOne row for each: `{{%tr for row in {name} %}}`.")
        parts += ["\n| Name | Is |", "|---|---|", *_rows(name, kind, told)]
    return "\n".join(parts) + "\n"


def _rows(name: str, kind: Any, told: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for field in fields(kind):
        inner = get_type_hints(kind)[field.name]
        row = get_args(inner)[0] if get_args(inner) else None
        about = told[kind.__name__].get(field.name, "")
        if isinstance(row, type) and is_dataclass(row):
            yield f"| `{name}.{field.name}` | {about or _sentence(row)} One row for each: `{{%tr for row in {name}.{field.name} %}}`. |"
            for below in fields(row):
                more = told[row.__name__].get(below.name, "")
                yield f"| `{name}.{field.name}.{below.name}` | {more} |"
        else:
            links = _WITH_R.get(inner, "")
            yield f"| `{name}.{field.name}` | {links}{about} |"


_WITH_R = {Links: "Links; write `{{r ... }}`. ", Picture: "A picture; write `{{r ... }}`. "}


def _sentence(kind: Any) -> str:
    return " ".join((inspect.getdoc(kind) or "").split())


def _docstrings() -> dict[str, dict[str, str]]:
    """Return what stands below each field of each class."""
    found: dict[str, dict[str, str]] = {}
    for node in (*ast.parse(inspect.getsource(lettertext)).body, *ast.parse(inspect.getsource(wording)).body):
        if isinstance(node, ast.ClassDef):
            pairs = zip(node.body, [*node.body[1:], None], strict=True)
            found[node.name] = {
                one.target.id: " ".join(str(two.value.value).split())
                for one, two in pairs
                if isinstance(one, ast.AnnAssign)
                and isinstance(one.target, ast.Name)
                and isinstance(two, ast.Expr)
                and isinstance(two.value, ast.Constant)
            }
    return found


def letters() -> str:
    """Return docs/letters.md."""
    users = _users()
    parts = [
        "# The letters\n",
        (
            "Which of them a bundle holds follows from the recipient's profile, which names those that it may need, and from the case: "
            "a follow-up only once a claim was filed, an appeal only after a refusal. Letters that are sent, signed or kept by themselves stand in "
            "`letters/` as DOCX and PDF and are no part of the bundle.\n"
        ),
        "This page is made by `tools/make_docs.py`; docs/templates.md says how to change a letter.\n",
    ]
    parts.append(CASE)
    if WORD_CHECK.is_file():
        parts.append(WORD_CHECK.read_text("utf-8"))
    for name, sort in LETTERS.items():
        where = "in the bundle" if sort.enclosed else "by itself"
        if name.endswith("-message"):
            where = "to paste into the portal (`delivery/answers.txt`)"
        parts.append(f"## {sort.title}\n\n{sort.purpose}\n")
        parts += [
            "| | |",
            "|---|---|",
            f"| Template | `{name}` |",
            f"| Due | {sort.when} |",
            f"| Stands | {where} |",
        ]
        parts.append(f"| Goes to | {TO[sort.to]} |")
        if sort.source:
            parts.append(f"| Source | {sort.source} |")
        parts.append(f"| Named by | {_short(users.get(name, []))} |\n")
    return "\n".join(parts)


def _users() -> dict[str, list[str]]:
    from evidencekit.steps.profiles import load_profiles

    library = open_builtin()
    users: dict[str, list[str]] = {}
    for profile in load_profiles(library, tuple(ids(library, PROFILES)), {}):
        for name in (*profile.letters, *profile.messages):
            users.setdefault(name, []).append(profile.id)
    return users


def _short(found: list[str]) -> str:
    if not found:
        return "no profile that comes along"
    shown = ", ".join(f"`{n}`" for n in found[:8])
    return shown + (f" and {len(found) - 8} more" if len(found) > 8 else "")


def files() -> str:
    """Return docs/files.md."""
    parts = [
        "# What becomes of a file\n",
        (
            "A file is known by its content; its name has a word to say only between kinds of plain text. Whatever it is, it stays as it "
            "arrived in `originals/`, and manifest and review page say what was done with it. A file that cannot be opened, or of which "
            "something is lost, is named in a finding. This page is made by `tools/make_docs.py` from `src/evidencekit/mergepolicy.py`.\n"
        ),
        "| File | In the bundle | What else |",
        "|---|---|---|",
        *(f"| {p.name} | {p.becomes} | {p.without} |" for p in MERGE_POLICY),
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write them, or into the folder that is named."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    text = (DOCS / "templates.md").read_text("utf-8")
    (into / "templates.md").write_text(text.partition(MARK)[0] + names(), "utf-8")
    (into / "letters.md").write_text(letters(), "utf-8")
    (into / "recipients.md").write_text(recipients_page.programs_page(), "utf-8")
    (into / "files.md").write_text(files(), "utf-8")
    (into / "regimes.md").write_text(recipients_page.regimes_page(), "utf-8")


if __name__ == "__main__":
    main()
