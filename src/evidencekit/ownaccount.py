"""A PDF against the account that it carries of itself, and that account against the manifest of the folder in which it stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evidencekit.account import rows_digest
from evidencekit.aroundpages import put_around
from evidencekit.changedpages import NO_PDF, changed_pages, rows_of
from evidencekit.manifest import NAME


def own_faults(pdf: Path, account: dict[str, Any]) -> tuple[str, ...]:
    """Say what of a PDF is not what its own account says; () where its pages and its list of exhibits are."""
    told = changed_pages(pdf, account)
    if told == NO_PDF:
        return (told,)
    found = [told] if told else []
    listed = [
        tuple(str(row.get(key) or "") for key in ("label", "sha256", "path"))
        for row in rows_of(account, "files")
    ]
    if rows_digest((label, digest, path) for label, digest, path in listed) != account.get("list_sha256"):
        found.append("its list of exhibits was changed")
    around = put_around(pdf)
    if around:
        found.append(f"it holds what is never put into one: {', '.join(around)}")
    return tuple(found)


def against_manifest(own: dict[str, Any], manifest: dict[str, Any], *, whole: bool) -> tuple[str, ...]:
    """Say where a PDF's own account and the manifest tell different stories; `whole` where it is the bundle itself."""
    return tuple(_different(own, manifest, whole=whole))


def _different(own: dict[str, Any], manifest: dict[str, Any], *, whole: bool) -> Iterator[str]:
    known = {str(row.get("path")): row for row in rows_of(manifest, "files")}
    listed = {str(row.get("path")): row for row in rows_of(own, "files")}
    for path, row in listed.items():
        exhibit, there = f"Exhibit {row.get('label')} ({path})", known.get(path, {})
        if (row.get("sha256"), row.get("label")) != (there.get("sha256"), there.get("label")):
            yield f"{exhibit} is another file in {NAME}"
        elif not _is_kept(path, there):
            yield f"{NAME} does not say where the original of {exhibit} is"
    if not whole:
        return
    for path, row in known.items():
        if path not in listed and isinstance(row.get("first_page"), int):
            yield f"Exhibit {row.get('label')} ({path}) stands only in {NAME}"
    bundle = manifest.get("bundle")
    said = bundle if isinstance(bundle, dict) else {}
    if said.get("page_digests") != own["bundle"]["page_digests"]:
        yield f"{NAME} has other digests of its pages"
    if said.get("list_sha256") != own.get("list_sha256"):
        yield f"{NAME} has another digest of its list of exhibits"


def _is_kept(path: str, row: dict[str, Any]) -> bool:
    """Say whether the original stands in the folder: what came inside a package stays in it."""
    package = row.get("container")
    inside = isinstance(package, str) and path.startswith(f"{package}/")
    return inside or str(row.get("original") or "").startswith("originals/")
