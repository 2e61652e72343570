"""Is it what was sealed: every file against its digest, the bundle against the manifest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evidencekit.account import read_account
from evidencekit.bag import every_file, is_bag, judge_bag
from evidencekit.changedpages import changed_pages, rows_of
from evidencekit.digests import file_digest
from evidencekit.errors import UsageError
from evidencekit.manifest import LOG, NAME, SUMS, read_manifest, read_sums
from evidencekit.ownaccount import own_faults
from evidencekit.signatures import judge_signature
from evidencekit.verdicts import FILE_ALONE, SEALED, SIGNED_ALONE, Check, Verification

_OWN = frozenset({SUMS, LOG})


def verify(path: Path) -> Verification:
    """Check a built folder, one file of it, a bundle alone, or a bag; raise `UsageError` where there is nothing to check."""
    path = Path(path)
    if not path.exists():
        raise UsageError(f"{path} does not exist.")
    folder = None if path.is_dir() else _folder_of(path)
    shows = SEALED
    if path.is_dir():
        checks = tuple(_folder_checks(path))
    elif folder is not None:
        checks = tuple(_checks_in(folder, path))
    else:
        checks = tuple(_checks_alone(path))
        shows = FILE_ALONE if len(checks) == 1 else SIGNED_ALONE
    return Verification(path, all(c.ok for c in checks), checks, shows)


def _folder_checks(folder: Path) -> Iterator[Check]:
    sealed = read_sums(folder / SUMS)
    if sealed is None and is_bag(folder):
        yield from _bag_checks(folder)
        return
    if sealed is None:
        raise UsageError(
            f"{folder} has no {SUMS} that can be read, so nothing says what was sealed. Give the folder that build made."
        )
    account = read_manifest(folder / NAME) or {}
    places = dict(_places(account))
    for name, digest in sealed.items():
        yield _against(folder / name, name, digest, account, places.get(name, ""))
    for name in sorted(every_file(folder) - sealed.keys() - _OWN):
        yield Check(name, ok=False, detail="added after it was sealed")
    yield from _agreement(account, sealed)
    for name in sealed:
        if name == "bundle.pdf" or (name.startswith("delivery/") and name.endswith(".pdf")):
            yield from _signature(folder / name, name)


def _signature(file: Path, name: str) -> Iterator[Check]:
    judged = judge_signature(file)
    if judged is not None:
        yield Check(f"signature of {name}", ok=judged.intact, detail=judged.detail, judged=judged.seen)


def _folder_of(path: Path) -> Path | None:
    """Return the sealed folder in which a file stands; None where it stands alone."""
    return next((f for f in (path.parent, path.parent.parent) if read_sums(f / SUMS) is not None), None)


def _checks_in(folder: Path, path: Path) -> Iterator[Check]:
    """Compare one file with the sealed folder that it stands in."""
    name = path.relative_to(folder).as_posix()
    digest = (read_sums(folder / SUMS) or {}).get(name)
    if digest is None:
        yield Check(name, ok=False, detail="added after it was sealed")
        return
    account = read_manifest(folder / NAME) or {}
    yield _against(path, name, digest, account, dict(_places(account)).get(name, ""))
    yield from _signature(path, path.name)


def _checks_alone(path: Path) -> Iterator[Check]:
    """Judge a file by its signature and by what it says of itself; where it says nothing, say what cannot be said."""
    account = read_account(path)
    signed = tuple(_signature(path, path.name))
    yield from signed
    if account is not None:
        yield _by_its_own_account(path, account, signed=bool(signed))
    elif not signed:
        yield Check(
            path.name, ok=False, judged=False,
            detail=f"no {SUMS} and {NAME} stand beside it, so nobody can say whether it is what was sealed; give the folder that build made",
        )  # fmt: skip


def _by_its_own_account(path: Path, account: dict[str, Any], *, signed: bool) -> Check:
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
            path.name, ok=True, detail=f"its {number} pages and its list of exhibits are those of its own account; {alone}"
        )  # fmt: skip
    return Check(path.name, ok=False, detail=f"changed; {'; '.join(told)}")


def _bag_checks(folder: Path) -> Iterator[Check]:
    faults = list(judge_bag(folder))
    for fault in faults:
        yield Check(fault.what, ok=not fault.grave, detail=fault.detail)
    if not any(f.grave for f in faults):
        yield Check(
            "bag", ok=True, detail="complete, and every file has the digest that the bag was made with"
        )


def _against(file: Path, name: str, digest: str, account: dict[str, Any], place: str) -> Check:
    if file.is_symlink() or not file.is_file():
        return Check(name, ok=False, detail=f"removed{place}")
    try:
        found = file_digest(file)
    except OSError as reason:
        return Check(name, ok=False, detail=f"cannot be read: {reason.strerror}")
    if found == digest:
        return Check(name, ok=True, detail=f"sha256 {found}")
    more = (
        f"; {changed_pages(file, account) or 'its pages are what they were'}"
        if name == "bundle.pdf"
        else _by_its_own_words(file)
    )
    return Check(name, ok=False, detail=f"changed{place}{more}: sha256 {found}, sealed was {digest}")


def _by_its_own_words(file: Path) -> str:
    """Say which pages of a delivered file are not what its own account says, where it still has one."""
    own = read_account(file) if file.suffix == ".pdf" else None
    told = changed_pages(file, own) if own is not None else ""
    return f"; by its own account, {told}" if told else ""


def _places(account: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Say of each original where it stands in the bundle, as far as the manifest can still be read."""
    for row in rows_of(account, "files"):
        if isinstance(row.get("original"), str) and row.get("label"):
            yield (
                row["original"],
                f" (Exhibit {row['label']}, pages {row.get('first_page')} to {row.get('last_page')} of the bundle)",
            )


def _agreement(account: dict[str, Any], sealed: dict[str, str]) -> Iterator[Check]:
    """Check that manifest and sums tell the same story: who changes one file and its sum must change the manifest too."""
    if not account:
        yield Check(NAME, ok=False, detail="cannot be read as a manifest")
        return
    claims = [
        (row.get("original"), row.get("sha256")) for row in rows_of(account, "files") if row.get("original")
    ]
    claims += [(f"delivery/{row.get('name')}", row.get("sha256")) for row in rows_of(account, "delivery")]
    if isinstance(account.get("bundle"), dict):
        claims.append(("bundle.pdf", account["bundle"].get("sha256")))
    wrong = [str(name) for name, digest in claims if sealed.get(str(name)) != digest]
    detail = (
        f"{len(claims)} files accounted for"
        if not wrong
        else f"does not agree with {SUMS} about {', '.join(wrong[:5])}"
    )
    yield Check(f"{NAME} against {SUMS}", ok=not wrong, detail=detail)
