"""PDFs judged by themselves: by their signature and by the account that they carry, with no folder around them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidencekit.account import read_account
from evidencekit.changedpages import is_locked, rows_of
from evidencekit.digests import file_digest
from evidencekit.manifest import BUNDLE, NAME, SUMS
from evidencekit.ownaccount import own_faults
from evidencekit.signatures import is_signed, judge_signature
from evidencekit.verdicts import Check

_PART = re.compile(r"(?P<whole>.*), part (?P<number>\d{1,3}) of (?P<of>\d{1,3})", re.DOTALL)
"""What the title of each part of a delivery says."""


def checks_alone(path: Path, name: str) -> Iterator[Check]:
    """Judge a file by its signature and by what it says of itself; where it says nothing, say what cannot be said."""
    account = read_account(path)
    signed = tuple(check_signature(path, name, {}))
    yield from signed
    if account is not None:
        yield _by_its_own_account(path, name, account, signed=bool(signed))
    elif is_locked(path):
        yield Check(
            name, ok=False, judged=False,
            detail="it is locked with a password, so nobody can look at its pages; give an unlocked copy, or the folder that build made",
        )  # fmt: skip
    elif not signed:
        yield Check(
            name, ok=False, judged=False,
            detail=f"no {SUMS} and {NAME} stand beside it, so nobody can say whether it is what was sealed; give the folder that build made",
        )  # fmt: skip


def checks_of_parts(pdfs: Iterable[Path], *, silent_too: bool = True) -> Iterator[Check]:
    """Judge PDFs of a delivery by their own accounts, and name the parts that are missing; the silent ones only where asked.

    A file that an account names as an exhibit goes along as it arrived: its digest says all, and it speaks for others.
    """
    accounts = {file: read_account(file) for file in pdfs}
    exhibits = {
        str(r.get("sha256")): r.get("label") for a in accounts.values() for r in rows_of(a or {}, "files")
    }
    for file, account in accounts.items():
        digest = file_digest(file)
        if digest in exhibits:
            yield Check(
                file.name, ok=True, detail=f"it is Exhibit {exhibits[digest]} as it arrived: sha256 {digest}"
            )
        elif silent_too or account is not None or is_signed(file):
            yield from checks_alone(file, file.name)
    yield from _missing_parts([str(account["title"]) for account in accounts.values() if account is not None])


def check_signature(file: Path, name: str, account: dict[str, Any]) -> Iterator[Check]:
    """Judge a signature, and whether it is the one that the manifest tells of, if any does."""
    judged, what, told = judge_signature(file), f"signature of {name}", _signer(name, account)
    if judged is None:
        if told:
            yield Check(
                what, ok=False, detail=f"removed: {told.get('name')} had signed it when it was sealed"
            )
        return
    check = Check(what, ok=judged.intact, detail=judged.detail, judged=judged.seen)
    if check.ok and told is not None and told.get("certificate_sha256") != judged.certificate:
        by = f"was signed by {told.get('name')} with another certificate" if told else "was not signed then"
        check = replace(check, ok=False, detail=f"{judged.detail}; but {NAME} says that it {by}")
    yield check


def _by_its_own_account(path: Path, name: str, account: dict[str, Any], *, signed: bool) -> Check:
    """Compare the pages of a PDF, and its list of exhibits, with what it says of them, and name what was put around them."""
    told = own_faults(path, account)
    alone = (
        "whether both are those that were sent is for the signature to show"
        if signed
        else "bookmarks and the title are not covered, and only a signature could show that somebody changed both pages and account"
    )
    if not told:
        number = len(account["bundle"]["page_digests"])
        return Check(
            name, ok=True, detail=f"its {number} pages and its list of exhibits are those of its own account; {alone}"
        )  # fmt: skip
    return Check(name, ok=False, detail=f"changed; {'; '.join(told)}")


def _missing_parts(titles: list[str]) -> Iterator[Check]:
    """Name the parts of a delivery that are not there, by what the others say of themselves."""
    found = [part for title in titles if (part := _PART.fullmatch(title))]
    for whole, of in dict.fromkeys((p["whole"], p["of"]) for p in found):
        there = {int(p["number"]) for p in found if (p["whole"], p["of"]) == (whole, of)}
        lost = [str(n) for n in range(1, int(of) + 1) if n not in there]
        many = (
            f"parts {', '.join(lost[:20])} of {of} are"
            if len(lost) > 1
            else f"part {lost[0]} of {of} is"
            if lost
            else ""
        )
        yield Check(whole, ok=not lost, detail=f"{many} missing" if lost else f"all {of} parts are there")


def _signer(name: str, account: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the manifest says of who signed a file: {} where nobody did, None where it says nothing."""
    bundle = account.get("bundle")
    rows = [{**bundle, "name": BUNDLE}] if isinstance(bundle, dict) else []
    rows += [{**row, "name": f"delivery/{row.get('name')}"} for row in rows_of(account, "delivery")]
    row = next((r for r in rows if r["name"] == name and "signed_by" in r), None)
    if row is None:
        return None
    return row["signed_by"] if isinstance(row["signed_by"], dict) else {}
