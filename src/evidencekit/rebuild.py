"""Rebuild: make a bundle anew from its originals and its manifest, and compare the bytes."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from evidencekit.abandoned import working_folder
from evidencekit.changedpages import is_locked
from evidencekit.custody import library_digest, tool_versions
from evidencekit.errors import EvidenceKitError, UsageError
from evidencekit.manifest import NAME, SUMS, read_manifest, read_sums
from evidencekit.pdf import page_digests
from evidencekit.pipeline import build
from evidencekit.resources import open_library
from evidencekit.signatures import is_signed
from evidencekit.verdicts import Check, Verification
from evidencekit.verify import verify
from evidencekit.version import __version__
from evidencekit.views.verifypage import NAME as VERIFY_PAGE


def rebuild(folder: Path, *, templates: Path | None = None) -> Verification:
    """Check a built folder as `verify` does, then build it anew and compare every sealed file.

    Raises `UsageError` where the folder has no manifest that says how it was built.
    """
    verified = verify(folder)
    account = read_manifest(folder / NAME) or {}
    if not isinstance(account.get("settings"), dict) or not isinstance(account.get("files"), list):
        raise UsageError(
            f"{folder} has no {NAME} that says how it was built, so it cannot be built again. Give the folder that build made."
        )
    checks = verified.checks
    if verified.ok:
        checks = (*checks, *_anew(folder, account, templates))
    else:
        told = "not built again, since what it would be built from is not what was sealed"
        checks = (*checks, Check("rebuild", ok=False, detail=told))
    return Verification(folder, all(c.ok for c in checks), checks)


def _anew(folder: Path, account: dict[str, Any], templates: Path | None) -> Iterator[Check]:
    settings = account["settings"]
    with working_folder("rebuild-") as place:
        case = Path(place, "case", _name(account.get("case")))
        recipient = _name(account.get("recipient"))
        into = Path(place, "out")
        before = into / case.name / recipient
        before.mkdir(parents=True)
        # The labels of the bundle that it replaced are in its own manifest.
        shutil.copyfile(folder / NAME, before / NAME)
        try:
            _lay_out(folder, account, case)
            made = build(
                case, into=into, recipients=_recipients(settings, recipient), today=_day(account), templates=templates,
                engine=str(settings.get("engine", "auto")), draft=bool(settings.get("draft")), lang=str(settings.get("lang", "en")) or None,
            )  # fmt: skip
        except (EvidenceKitError, OSError, ValueError) as reason:
            yield Check("rebuild", ok=False, detail=f"it cannot be built again: {reason}")
            return
        new = next((o.folder for o in made if o.recipient == recipient and o.folder), None)
        if new is None:
            yield Check("rebuild", ok=False, detail=f"it is refused now{_otherwise(account, templates)}")
            return
        yield from _compared(folder, new, account, templates)


def _compared(old: Path, new: Path, account: dict[str, Any], templates: Path | None) -> Iterator[Check]:
    was, now = read_sums(old / SUMS) or {}, read_sums(new / SUMS) or {}
    never = _never_the_same(old, was)
    if "bundle.pdf" in never:
        yield _by_its_pages(old, new)
    differ = sorted(n for n in was.keys() | now.keys() if was.get(n) != now.get(n) and n not in never)
    for name in differ:
        how = (
            "is not made any more"
            if name not in now
            else "is new"
            if name not in was
            else "comes out otherwise"
        )
        yield Check(f"rebuild {name}", ok=False, detail=f"{how}{_otherwise(account, templates)}")
    same = sum(now.get(name) == digest for name, digest in was.items())
    detail = f"{same} of {len(was)} files come out byte for byte the same"
    if never:
        detail += "; what is signed or encrypted, and what names its digest, has other bytes each time"
    yield Check("rebuild", ok=not differ, detail=detail)


def _never_the_same(folder: Path, sums: dict[str, str]) -> frozenset[str]:
    """Return the files that are signed or encrypted, and those that hold their digests; () where there is none."""
    pdfs = [n for n in sums if n == "bundle.pdf" or (n.startswith("delivery/") and n.endswith(".pdf"))]
    found = {n for n in pdfs if is_signed(folder / n) or is_locked(folder / n)}
    return frozenset({*found, f"delivery/{VERIFY_PAGE}", NAME} if found else ())


def _by_its_pages(old: Path, new: Path) -> Check:
    was, now = page_digests(old / "bundle.pdf"), page_digests(new / "bundle.pdf")
    if was == now:
        return Check(
            "rebuild bundle.pdf", ok=True, detail=f"signed; all of its {len(was)} pages come out the same"
        )
    return Check("rebuild bundle.pdf", ok=False, detail="signed, and its pages come out otherwise")


def _otherwise(account: dict[str, Any], templates: Path | None) -> str:
    """Say what is not as it was when the bundle was made, which is why its bytes may differ."""
    told = []
    made_with = account.get("made_with")
    packages = made_with.get("packages") if isinstance(made_with, dict) else None
    then, now = packages if isinstance(packages, dict) else {}, tool_versions()
    tool = account.get("tool")
    version = tool.get("version") if isinstance(tool, dict) else None
    if version != __version__:
        told.append(f"evidencekit was {version} and is {__version__}")
    told += [
        f"{n} was {then.get(n)} and is {now.get(n)}"
        for n in sorted(then.keys() | now.keys())
        if then.get(n) != now.get(n)
    ]
    data = account.get("data")
    if not isinstance(data, dict) or data.get("sha256") != library_digest(open_library(templates)):
        told.append("profiles or templates are not those of then")
    return f" ({'; '.join(told[:4])})" if told else ""


_LEFT_OUT = {
    "skipped": b"",
    "skipped-folder": b"",
    "settings-file": b"",
    "key-file": b"-----BEGIN PRIVATE KEY-----\n",
}
"""What stands in for files that are not among the originals, so that they are left out again."""


def _lay_out(folder: Path, account: dict[str, Any], case: Path) -> None:
    """Put the originals back under their own names, and empty files where files of the computer were left out."""
    case.mkdir(parents=True)
    for row in account["files"]:
        if isinstance(row, dict) and isinstance(row.get("original"), str):
            target = _inside(case, row.get("path"))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_inside(folder, row["original"]), target)
    for row in account.get("set_aside") or ():
        code = row.get("code") if isinstance(row, dict) else None
        if code in _LEFT_OUT:
            target = _inside(case, row.get("path"))
            if any(p.is_file() for p in target.parents):
                continue  # it stands in an archive
            if code == "skipped-folder":
                target = target / "left-out"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_LEFT_OUT[code])
    if (folder / "case.toml").is_file():
        shutil.copyfile(folder / "case.toml", case / "case.toml")


def _inside(root: Path, path: object) -> Path:
    """Return a place below a folder; a manifest may be anybody's."""
    parts = PurePosixPath(str(path)).parts
    if not parts or parts[0] == "/" or ".." in parts or "\0" in str(path):
        raise ValueError(f"the manifest names {str(path)[:80]!r}, which is no file of this folder")
    return root.joinpath(*parts)


def _name(said: object) -> str:
    if not isinstance(said, str) or not said or said in {".", ".."} or "/" in said or "\0" in said:
        raise UsageError(f"The {NAME} names no case and recipient that can be built again.")
    return said


def _recipients(settings: dict[str, Any], recipient: str) -> tuple[str, ...]:
    said = settings.get("recipients")
    return tuple(map(str, said)) if isinstance(said, list) and recipient in said else (recipient,)


def _day(account: dict[str, Any]) -> date:
    return date.fromisoformat(str(account.get("today")))
