"""Is it what was sealed: every file against its digest, the manifest and the PDFs' own accounts against one another."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidencekit.account import read_account
from evidencekit.bag import every_file, is_bag, judge_bag
from evidencekit.bythemselves import check_signature, checks_alone, checks_of_parts
from evidencekit.changedpages import LOCKED_NOW, changed_pages, is_locked, rows_of
from evidencekit.digests import file_digest
from evidencekit.errors import UsageError
from evidencekit.manifest import BUNDLE, LOG, NAME, SUMS, read_manifest, read_sums
from evidencekit.ownaccount import against_manifest, own_faults
from evidencekit.verdicts import FILE_ALONE, PARTS_ALONE, SEALED, SIGNED_ALONE, Check, Verification

_OWN = frozenset({SUMS, LOG})
_DELIVERY = "delivery"
_ACCOUNT_OF = "account of {}"
_OF_A_BUILT_ONE = (SUMS, NAME, "originals")


def verify(path: Path) -> Verification:
    """Check a built folder, its delivery or one file of it, PDFs alone, or a bag; raise `UsageError` where there is nothing to check."""
    path = Path(path)
    if not path.exists():
        raise UsageError(f"{path} does not exist.")
    looked_at, shows = _folder(path) if path.is_dir() else _file(path)
    checks = tuple(looked_at)
    return Verification(path, all(c.ok for c in checks), checks, shows)


def _folder(path: Path) -> tuple[Iterator[Check], str]:
    """Return the checks of a folder, and what they show together."""
    if read_sums(path / SUMS) is not None:
        return _folder_checks(path), SEALED
    if is_bag(path):
        return _bag_checks(path), SEALED
    around = path.absolute().parent
    if path.name == _DELIVERY and _is_built(around):
        return _delivery_checks(around), SEALED
    # A built folder that lost its lists is not to pass for something that never had any.
    pdfs = [] if any(os.path.lexists(path / n) for n in _OF_A_BUILT_ONE) else sorted(path.glob("*.pdf"))
    pdfs = [f for f in pdfs if _is_there(f)]
    if any(read_account(f) is not None or is_locked(f) for f in pdfs):
        return checks_of_parts(pdfs), PARTS_ALONE
    raise UsageError(
        f"{path} has no {SUMS} that can be read, so nothing says what was sealed. Give the folder that build made."
    )


def _file(path: Path) -> tuple[Iterator[Check], str]:
    """Return the checks of a file, in the sealed folder in which it stands or alone, and what they show together."""
    if not path.is_file():
        raise UsageError(f"{path} is neither a file nor a folder.")
    whole = path.absolute()
    folder = next((f for f in (whole.parent, whole.parent.parent) if _is_built(f)), None)
    if folder is not None:
        return _checks_in(folder, whole.relative_to(folder).as_posix()), SEALED
    checks = tuple(checks_alone(path, path.name))
    signed = any(c.what.startswith("signature of ") for c in checks)
    return iter(checks), SIGNED_ALONE if signed else FILE_ALONE


def _is_built(folder: Path) -> bool:
    """Say whether a folder is one that build made; others have a SHA256SUMS, too."""
    account = read_manifest(folder / NAME)
    tool = account.get("tool") if account is not None else None
    ours = isinstance(tool, dict) and tool.get("name") == "evidencekit"
    return ours and read_sums(folder / SUMS) is not None


def _folder_checks(folder: Path) -> Iterator[Check]:
    sealed, account = read_sums(folder / SUMS) or {}, read_manifest(folder / NAME) or {}
    yield from _against_lists(folder, sealed, sealed, account)
    for name in sorted(every_file(folder) - sealed.keys() - _OWN):
        yield Check(name, ok=False, detail="added after it was sealed")


def _delivery_checks(folder: Path) -> Iterator[Check]:
    """Check what was sent out of a built folder, and nothing else of it."""
    sealed, account = read_sums(folder / SUMS) or {}, read_manifest(folder / NAME) or {}
    sent = [name for name in sealed if name.startswith(f"{_DELIVERY}/")]
    yield from _against_lists(folder, sent, sealed, account)
    there = {f"{_DELIVERY}/{name}" for name in every_file(folder / _DELIVERY)}
    for name in sorted(there - sealed.keys()):
        yield Check(name, ok=False, detail="added after it was sealed")


def _checks_in(folder: Path, name: str) -> Iterator[Check]:
    """Compare one file with the sealed folder that it stands in."""
    sealed, account = read_sums(folder / SUMS) or {}, read_manifest(folder / NAME) or {}
    if name in sealed:
        yield from _against_lists(folder, [name], sealed, account)
    else:
        yield Check(name, ok=False, detail="added after it was sealed")


def _against_lists(
    folder: Path, names: Iterable[str], sealed: dict[str, str], account: dict[str, Any]
) -> Iterator[Check]:
    """Check files of a sealed folder against its lists, the lists against each other, and PDFs against what they say themselves."""
    places, names, good = dict(_places(account)), list(names), set()
    for name in names:
        check = _against(folder / name, name, sealed[name], account, places.get(name, ""))
        yield check
        if check.ok:
            good.add(name)
    yield from _agreement(account, sealed)
    bundle = read_account(folder / BUNDLE) if _is_there(folder / BUNDLE) else None
    if (
        BUNDLE not in names
        and bundle is not None
        and (told := against_manifest(bundle, account, whole=False))
    ):
        yield Check(_ACCOUNT_OF.format(BUNDLE), ok=False, detail=", ".join(told[:5]))
    # Evidence that goes along as it arrived is an exhibit, and speaks for others.
    arrived = {row.get("sha256") for row in rows_of(bundle or {}, "files")}
    for name in names:
        made_here = name == BUNDLE or (name.startswith(f"{_DELIVERY}/") and sealed[name] not in arrived)
        if made_here and name.endswith(".pdf") and _is_there(folder / name):
            yield from _of_a_pdf(folder / name, name, account, as_sealed=name in good)


def _is_there(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def _of_a_pdf(file: Path, name: str, account: dict[str, Any], *, as_sealed: bool) -> Iterator[Check]:
    """Judge a PDF that was made here: by its signature and, where it has the digest that was sealed, by its own account.

    Of one that has another digest, its own check says already which pages differ.
    """
    signed = tuple(check_signature(file, name, account))
    yield from signed
    if as_sealed:
        yield from _story(file, name, account, signed=any(c.ok for c in signed))


def _story(file: Path, name: str, account: dict[str, Any], *, signed: bool) -> Iterator[Check]:
    """Check that a sealed PDF, its own account and the manifest tell one story, whatever the lists of digests say."""
    own, what = read_account(file), _ACCOUNT_OF.format(name)
    if own is None:
        if name == BUNDLE:  # what is delivered may be a file that never had one
            changed = changed_pages(file, account)
            yield Check(what, ok=False, detail=f"it has none any more{f'; {changed}' if changed else ''}")
        return
    told = list(own_faults(file, own))
    other = against_manifest(own, account, whole=name == BUNDLE)
    if other:
        why = f"; its signature holds, so {NAME} is what was changed" if signed else ""
        told.append(f"{', '.join(other[:5])}{why}")
    agree = f"its pages, its list of exhibits and {NAME} agree"
    yield Check(what, ok=not told, detail="; ".join(told) or agree)


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
        inside = _folder_checks(data)
    else:
        # Of what says nothing of itself, the bag's own lists say all that is known.
        pdfs = (f for f in sorted(data.glob("*.pdf")) if _is_there(f))
        inside = checks_of_parts(pdfs, silent_too=False)
    yield from (replace(c, what=f"data/{c.what}") for c in inside)


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
    if own is None and file.suffix == ".pdf" and is_locked(file):
        return f"; {LOCKED_NOW}"
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
