"""Is it what was sealed: every file against its digest, the manifest and the PDFs' own accounts against one another."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidencekit.account import read_account
from evidencekit.bag import every_file, is_bag, judge_bag
from evidencekit.changedpages import changed_pages, rows_of
from evidencekit.digests import file_digest
from evidencekit.errors import UsageError
from evidencekit.manifest import BUNDLE, LOG, NAME, SUMS, read_manifest, read_sums
from evidencekit.ownaccount import against_manifest, own_faults
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
        checks = tuple(_checks_alone(path, path.name))
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
    good = set()
    for name, digest in sealed.items():
        check = _against(folder / name, name, digest, account, places.get(name, ""))
        yield check
        if check.ok:
            good.add(name)
    for name in sorted(every_file(folder) - sealed.keys() - _OWN):
        yield Check(name, ok=False, detail="added after it was sealed")
    yield from _agreement(account, sealed)
    for name in sealed:
        if _speaks_for_itself(name, sealed[name], account) and _is_there(folder / name):
            yield from _of_a_pdf(folder / name, name, account, as_sealed=name in good)


def _speaks_for_itself(name: str, digest: str, account: dict[str, Any]) -> bool:
    """Say whether a sealed file is a PDF that was made here; evidence that goes along as it arrived speaks for others."""
    if name == BUNDLE:
        return True
    arrived = (row.get("sha256") for row in rows_of(account, "files"))
    return name.startswith("delivery/") and name.endswith(".pdf") and digest not in arrived


def _is_there(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def _of_a_pdf(file: Path, name: str, account: dict[str, Any], *, as_sealed: bool) -> Iterator[Check]:
    """Judge a PDF that was made here: by its signature and, where it has the digest that was sealed, by its own account.

    Of one that has another digest, its own check says already which pages differ.
    """
    signed = tuple(_signature(file, name, account))
    yield from signed
    if as_sealed:
        yield from _story(file, name, account, signed=any(c.ok for c in signed))


def _signature(file: Path, name: str, account: dict[str, Any]) -> Iterator[Check]:
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


def _signer(name: str, account: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the manifest says of who signed a file: {} where nobody did, None where it says nothing."""
    bundle = account.get("bundle")
    rows = [{**bundle, "name": BUNDLE}] if isinstance(bundle, dict) else []
    rows += [{**row, "name": f"delivery/{row.get('name')}"} for row in rows_of(account, "delivery")]
    row = next((r for r in rows if r["name"] == name and "signed_by" in r), None)
    if row is None:
        return None
    return row["signed_by"] if isinstance(row["signed_by"], dict) else {}


def _story(file: Path, name: str, account: dict[str, Any], *, signed: bool) -> Iterator[Check]:
    """Check that a sealed PDF, its own account and the manifest tell one story, whatever the lists of digests say."""
    own = read_account(file)
    if own is None:
        return
    told = list(own_faults(file, own))
    other = against_manifest(own, account, whole=name == BUNDLE)
    if other:
        why = f"; its signature holds, so {NAME} is what was changed" if signed else ""
        told.append(f"{', '.join(other[:5])}{why}")
    yield Check(
        f"account of {name}", ok=not told,
        detail="; ".join(told) or f"its pages, its list of exhibits and {NAME} agree",
    )  # fmt: skip


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
    check = _against(path, name, digest, account, dict(_places(account)).get(name, ""))
    yield check
    if _speaks_for_itself(name, digest, account) and _is_there(path):
        yield from _of_a_pdf(path, name, account, as_sealed=check.ok)


def _checks_alone(path: Path, name: str) -> Iterator[Check]:
    """Judge a file by its signature and by what it says of itself; where it says nothing, say what cannot be said."""
    account = read_account(path)
    signed = tuple(_signature(path, name, {}))
    yield from signed
    if account is not None:
        yield _by_its_own_account(path, name, account, signed=bool(signed))
    elif not signed:
        yield Check(
            name, ok=False, judged=False,
            detail=f"no {SUMS} and {NAME} stand beside it, so nobody can say whether it is what was sealed; give the folder that build made",
        )  # fmt: skip


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


def _bag_checks(folder: Path) -> Iterator[Check]:
    """Judge a bag, and what is in it: who repaints a page can write the bag's own lists anew as well."""
    faults = list(judge_bag(folder))
    for fault in faults:
        yield Check(fault.what, ok=not fault.grave, detail=fault.detail)
    if not any(f.grave for f in faults):
        yield Check(
            "bag", ok=True, detail="complete, and every file has the digest that the bag was made with"
        )
    data = folder / "data"
    if read_sums(data / SUMS) is not None and read_manifest(data / NAME) is not None:
        yield from (replace(c, what=f"data/{c.what}") for c in _folder_checks(data))
        return
    for file in sorted(data.glob("*.pdf")):
        if _is_there(file):
            name = f"data/{file.name}"
            yield from (c for c in _checks_alone(file, name) if c.judged or c.what != name)


def _against(file: Path, name: str, digest: str, account: dict[str, Any], place: str) -> Check:
    if not _is_there(file):
        return Check(name, ok=False, detail=f"removed{place}")
    try:
        found = file_digest(file)
    except OSError as reason:
        return Check(name, ok=False, detail=f"cannot be read: {reason.strerror}")
    if found == digest:
        return Check(name, ok=True, detail=f"sha256 {found}")
    more = (
        f"; {changed_pages(file, account) or 'its pages are what they were'}"
        if name == BUNDLE
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
    also = [(row.get("path"), row.get("sha256")) for row in rows_of(account, "also_sealed")]
    claims += also
    if isinstance(account.get("bundle"), dict):
        claims.append((BUNDLE, account["bundle"].get("sha256")))
    wrong = [str(name) for name, digest in claims if sealed.get(str(name)) != digest]
    wrong += [str(n) for n, _ in also if str(n).startswith(("delivery/", "originals/", BUNDLE))]
    if "also_sealed" in account:  # older manifests did not name every file
        wrong += sorted(sealed.keys() - {str(name) for name, _ in claims} - {NAME})
    detail = (
        f"{len(claims)} files accounted for"
        if not wrong
        else f"does not agree with {SUMS} about {', '.join(wrong[:5])}"
    )
    yield Check(f"{NAME} against {SUMS}", ok=not wrong, detail=detail)
