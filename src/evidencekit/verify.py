"""Is it what was sealed: every file against its digest, the bundle against the manifest."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from evidencekit.account import read_account
from evidencekit.bag import every_file, is_bag, judge_bag
from evidencekit.digests import file_digest
from evidencekit.errors import UsageError
from evidencekit.manifest import LOG, NAME, SUMS, read_manifest, read_sums
from evidencekit.pdf import page_digests
from evidencekit.signatures import judge_signature

_OWN = frozenset({SUMS, LOG})
_ALL_CHANGED = "every page differs: the file was probably saved again by another program"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    ok: bool
    detail: str
    judged: bool = True
    """False where nobody can say whether it is what it was; it is not `ok` then either."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a sealed folder or file."""

    path: Path
    ok: bool
    checks: tuple[Check, ...]


def verify(path: Path) -> Verification:
    """Check a built folder, one file of it, a bundle alone, or a bag; raise `UsageError` where there is nothing to check."""
    path = Path(path)
    if not path.exists():
        raise UsageError(f"{path} does not exist.")
    checks = tuple(_folder_checks(path) if path.is_dir() else _file_checks(path))
    return Verification(path, all(c.ok for c in checks), checks)


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


def _file_checks(path: Path) -> Iterator[Check]:
    """Compare one file with the sealed folder that it stands in; without one, say what cannot be said."""
    folder = next((f for f in (path.parent, path.parent.parent) if read_sums(f / SUMS) is not None), None)
    if folder is None:
        account = read_account(path)
        signed = tuple(_signature(path, path.name))
        yield from signed
        if account is not None:
            yield _by_its_own_account(path, account, signed=bool(signed))
            return
        if signed:
            return
        yield Check(
            path.name, ok=False, judged=False,
            detail=f"no {SUMS} and {NAME} stand beside it, so nobody can say whether it is what was sealed; give the folder that build made",
        )  # fmt: skip
        return
    name = path.relative_to(folder).as_posix()
    digest = (read_sums(folder / SUMS) or {}).get(name)
    if digest is None:
        yield Check(name, ok=False, detail="added after it was sealed")
        return
    account = read_manifest(folder / NAME) or {}
    yield _against(path, name, digest, account, dict(_places(account)).get(name, ""))
    yield from _signature(path, path.name)


def _by_its_own_account(path: Path, account: dict[str, Any], *, signed: bool) -> Check:
    """Compare the pages of a PDF with the digests that it carries of them."""
    told = _changed_pages(path, account)
    alone = (
        "whether both are those that were sent is for the signature to show"
        if signed
        else "only a signature could show that somebody changed both pages and account"
    )
    if not told:
        number = len(account["bundle"]["page_digests"])
        return Check(path.name, ok=True, detail=f"its {number} pages are those of its own account; {alone}")
    return Check(path.name, ok=False, detail=f"changed; {told}")


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
        f"; {_changed_pages(file, account) or 'its pages are what they were'}"
        if name == "bundle.pdf"
        else _by_its_own_words(file)
    )
    return Check(name, ok=False, detail=f"changed{place}{more}: sha256 {found}, sealed was {digest}")


def _by_its_own_words(file: Path) -> str:
    """Say which pages of a delivered file are not what its own account says, where it still has one."""
    own = read_account(file) if file.suffix == ".pdf" else None
    told = _changed_pages(file, own) if own is not None else ""
    return f"; by its own account, {told}" if told else ""


def _changed_pages(bundle: Path, account: dict[str, Any]) -> str:
    """Say which pages of the bundle, and so which exhibits, are not what they were; nothing where all are."""
    sealed = (
        account.get("bundle", {}).get("page_digests") if isinstance(account.get("bundle"), dict) else None
    )
    if not isinstance(sealed, list):
        return "the manifest does not say what its pages were"
    try:
        found = page_digests(bundle)
    except Exception:  # whatever the file has become, it is not what was sealed
        return "it cannot be opened as a PDF any more"
    differ = [n for n, (was, now) in enumerate(zip(sealed, found, strict=False), 1) if was != now]
    told = []
    if len(differ) == len(sealed) > 1:
        told.append(_ALL_CHANGED)
    elif differ:
        told += [f"{pages} {_whose(first, last, account)}" for pages, first, last in _runs(differ)]
    if len(found) != len(sealed):
        told.append(f"it has {len(found)} pages and was sealed with {len(sealed)}")
    return "; ".join(told)


def _runs(numbers: list[int]) -> Iterator[tuple[str, int, int]]:
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        pages = [number for _, number in run]
        yield (
            (f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"),
            pages[0],
            pages[-1],
        )


def _whose(first: int, last: int, account: dict[str, Any]) -> str:
    index = account["bundle"].get("index_pages")
    covers = [r.get("last_page") for r in _rows(account, "letters") if r.get("title") == "cover"]
    before = max((n for n in covers if isinstance(n, int)), default=0)
    found = ["index"] if isinstance(index, int) and first <= index and last > before else []
    for row in _rows(account, "letters"):
        if _overlap(row, first, last):
            found.append(str(row.get("title")))
    for row in sorted(_rows(account, "files"), key=lambda r: str(r.get("first_page")).zfill(6)):
        if row.get("label") and _overlap(row, first, last):
            found.append(f"Exhibit {row['label']}")
    return f"({', '.join(found)})" if found else "(divider)"


def _overlap(row: dict[str, Any], first: int, last: int) -> bool:
    begins, ends = row.get("first_page"), row.get("last_page")
    return isinstance(begins, int) and isinstance(ends, int) and begins <= last and first <= ends


def _rows(account: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = account.get(name)
    return [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []


def _places(account: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Say of each original where it stands in the bundle, as far as the manifest can still be read."""
    for row in _rows(account, "files"):
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
        (row.get("original"), row.get("sha256")) for row in _rows(account, "files") if row.get("original")
    ]
    claims += [(f"delivery/{row.get('name')}", row.get("sha256")) for row in _rows(account, "delivery")]
    if isinstance(account.get("bundle"), dict):
        claims.append(("bundle.pdf", account["bundle"].get("sha256")))
    wrong = [str(name) for name, digest in claims if sealed.get(str(name)) != digest]
    detail = (
        f"{len(claims)} files accounted for"
        if not wrong
        else f"does not agree with {SUMS} about {', '.join(wrong[:5])}"
    )
    yield Check(f"{NAME} against {SUMS}", ok=not wrong, detail=detail)
