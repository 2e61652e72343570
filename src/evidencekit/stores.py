"""Object stores: whole folders fetched and put, tried again where a store does not answer, through fsspec."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from evidencekit.errors import EvidenceKitError, MissingToolError, UsageError
from evidencekit.model.stored import StoredFolder
from evidencekit.names import kept_name

TRIES = 7
"""How often each request is made before it is given up; the library that speaks to S3 tries five times each time."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two tries."""
_EXTRAS = {"s3": "s3", "gs": "gs", "gcs": "gs", "az": "az", "abfs": "az", "sftp": "sftp"}
_FOLDERS = frozenset({"sftp"})
"""Stores that have folders which can be renamed; all others copy object by object."""
_OPTIONS: dict[str, dict[str, Any]] = {
    "s3": {
        "use_listings_cache": False,
        "config_kwargs": {"retries": {"total_max_attempts": 1, "mode": "standard"}},
    }
}
"""What a store is opened with: lists are fresh, and nobody but this module and the store's library waits and tries again."""
_HINTS = {
    "sftp": " The server's key must stand in ~/.ssh/known_hosts, where one `sftp` by hand puts it, and yours with the server."
}
"""What somebody can do where a store cannot be opened at all."""
_FINAL = frozenset({"NoCredentialsError", "PartialCredentialsError", "ParamValidationError", "AuthenticationException"})  # fmt: skip
"""What a store's library raises that no other try will mend."""
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "last_modified", "created")

_log = logging.getLogger(__name__)
_Got = TypeVar("_Got")


class StoreError(EvidenceKitError):
    """A store did not do what it was asked for; whoever asked says what that means for the case."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One object below a folder."""

    key: str
    """As the store's library names it."""
    inside: str
    """Its way below the folder, as it stands in the key."""
    size: int
    tag: str
    """What changes whenever the content does: the store's own digest, else the time."""


class Store:
    """The store that an address leads to."""

    def __init__(self, folder: StoredFolder) -> None:
        """Open it; raise `MissingToolError` where what speaks to it is not installed, `UsageError` for a wrong address."""
        scheme = folder.url.partition("://")[0].lower()
        extra = _EXTRAS.get(scheme, "s3")
        try:
            self._fs = _opened(folder.url, scheme)
        except ImportError as reason:
            raise MissingToolError(
                f'Nothing here speaks to {scheme}://; `pip install "evidencekit[{extra}]"` brings what does.'
            ) from reason
        except (
            Exception
        ) as reason:  # each library has a kind of its own for a key that is not there or not taken
            raise UsageError(
                f"{folder} cannot be opened ({_words(reason)}).{_HINTS.get(scheme, '')}"
            ) from reason
        self._renames = scheme in _FOLDERS

    def folders(self, folder: StoredFolder) -> list[str]:
        """Return the names of the folders right inside one; raise `StoreError`."""
        root = self._key(folder)

        def look() -> list[dict[str, Any]]:
            self._fs.invalidate_cache()
            found: list[dict[str, Any]] = self._fs.ls(root, detail=True)
            return found

        found = self._ask(f"{folder} cannot be listed", look)
        return sorted(_name(e["name"]) for e in found if self._is_folder(e))

    def _is_folder(self, entry: dict[str, Any]) -> bool:
        kind = entry["type"]
        return kind == "directory" or (kind == "link" and bool(self._fs.isdir(entry["name"])))

    def files(self, folder: StoredFolder) -> tuple[StoredFile, ...]:
        """Return every object below a folder, sorted; none where there is no such folder. Raises `StoreError`."""
        root = self._key(folder)

        def find() -> dict[str, Any]:
            self._fs.invalidate_cache()
            found: dict[str, Any] = self._fs.find(root, detail=True)
            return found

        try:
            found = self._ask(f"{folder} cannot be listed", find)
        except FileNotFoundError:
            return ()
        files = []
        for key, told in found.items():
            inside = key[len(root) :].lstrip("/") if key.startswith(root + "/") else ""
            if told.get("type") == "link":
                raise StoreError(f"{folder}/{inside} is a link; put there what it leads to.")
            # Some tools mark a folder by an empty object of its name.
            if inside and not key.endswith("/") and told.get("type") != "directory":
                tag = next((str(told[t]) for t in _TAGS if told.get(t)), "")
                files.append(StoredFile(key, inside, int(told.get("size") or 0), tag))
        return tuple(sorted(files, key=lambda f: f.inside))

    def fetch(self, file: StoredFile, into: Path) -> None:
        """Bring one object into a file, in pieces; raise `StoreError`."""
        into.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._ask(f"{file.key} cannot be fetched", lambda: self._fs.get_file(file.key, str(into)))
        except FileNotFoundError as reason:
            raise StoreError(f"{file.key} went away while it was fetched.") from reason
        if into.stat().st_size != file.size:
            raise StoreError(f"{file.key} changed while it was fetched.")

    def read(self, folder: StoredFolder, name: str) -> bytes | None:
        """Return a small object inside a folder; None where there is none. Raises `StoreError`."""
        key = f"{self._key(folder)}/{name}"
        try:
            content: bytes = self._ask(f"{key} cannot be read", lambda: self._fs.cat_file(key))
        except FileNotFoundError:
            return None
        return content

    def write(self, folder: StoredFolder, name: str, content: bytes) -> None:
        """Write a small object inside a folder; raise `StoreError`."""
        key = f"{self._key(folder)}/{name}"
        self._make(key)
        self._ask(f"{key} cannot be written", lambda: self._fs.pipe_file(key, content))

    def replace(self, folder: StoredFolder, local: Path, *, last: str) -> None:
        """Let a local folder stand in place of one in the store; raise `StoreError`.

        Where nothing stands there, `last` is written last: without it a folder is none yet. Else everything is brought over beside
        the old one first, which is untouched until that is done; then the new one takes its place, by renames where the
        store has them, else object by object, `last` at the end. A run that is killed meanwhile is mended by the next.
        """
        if not (old := self.files(folder)) and not self._renames:
            try:
                self._put(local, folder, last)
            except StoreError:
                with suppress(StoreError):
                    self.remove(folder)
                raise
            return
        aside = StoredFolder(f"{folder.url.rpartition('/')[0]}/.new-{folder.name}")
        self.remove(aside)
        there = self._put(local, aside, last)
        if self._renames:
            self._exchange(folder, aside)
            return
        for name in sorted(there, key=lambda n: (n == last, n)):
            source, target = there[name].key, f"{self._key(folder)}/{name}"
            self._ask(f"{folder}/{name} cannot be written", partial(self._fs.cp_file, source, target))
        for file in old:
            if file.inside not in there:
                self._drop(file.key)
        self.remove(aside)

    def _put(self, local: Path, folder: StoredFolder, last: str) -> dict[str, StoredFile]:
        """Write every file of a local folder; return what arrived, which is all of it."""
        sent = {p.relative_to(local).as_posix(): p for p in local.rglob("*") if p.is_file()}
        for name in sorted(sent, key=lambda n: (n == last, n)):
            key = f"{self._key(folder)}/{name}"
            self._make(key)
            self._ask(f"{folder}/{name} cannot be written", partial(self._fs.put_file, str(sent[name]), key))
        there = {f.inside: f for f in self.files(folder)}
        missing = [n for n, p in sent.items() if n not in there or there[n].size != p.stat().st_size]
        if missing:
            raise StoreError(f"{folder} cannot be written: {len(missing)} files did not arrive whole.")
        return there

    def _exchange(self, folder: StoredFolder, aside: StoredFolder) -> None:
        old = StoredFolder(f"{folder.url.rpartition('/')[0]}/.old-{folder.name}")
        self.remove(old)
        place = self._key(folder)
        if self._ask(f"{folder} cannot be looked at", lambda: self._fs.exists(place)):
            self._ask(f"{folder} cannot be renamed", lambda: self._fs.mv(place, self._key(old)))
        self._ask(f"{folder} cannot be put in place", lambda: self._fs.mv(self._key(aside), place))
        self.remove(old)

    def remove(self, folder: StoredFolder) -> None:
        """Take a folder away, with all that is in it; raise `StoreError`."""
        files = self.files(folder)
        for file in files:
            self._drop(file.key)
        if self._renames and files:
            self._ask(f"{folder} cannot be removed", lambda: self._fs.rm(self._key(folder), recursive=True))

    def _drop(self, key: str) -> None:
        try:
            self._ask(f"{key} cannot be removed", lambda: self._fs.rm_file(key))
        except FileNotFoundError:
            return

    def _make(self, key: str) -> None:
        """Make the folders of a key, where a store has such a thing."""
        if self._renames:
            parent = key.rpartition("/")[0]
            self._ask(f"{parent} cannot be made", lambda: self._fs.makedirs(parent, exist_ok=True))

    def _key(self, folder: StoredFolder) -> str:
        key: str = self._fs._strip_protocol(folder.url)  # noqa: SLF001 - its public twin opens the store anew
        return key.rstrip("/")

    def _ask(self, what: str, do: Callable[[], _Got]) -> _Got:
        """Ask the store, and again after a pause; raise `FileNotFoundError`, or `StoreError` where it was in vain."""
        pause = _FIRST_PAUSE
        for left in reversed(range(TRIES)):
            try:
                return do()
            except FileNotFoundError:
                raise
            except Exception as reason:
                _log.debug("%s", what, exc_info=True)
                if isinstance(reason, PermissionError) or type(reason).__name__ in _FINAL:
                    raise StoreError(f"{what}: {_words(reason)}.") from reason
                if not left:
                    raise StoreError(f"{what}: {_words(reason)}; it was tried {TRIES} times.") from reason
                time.sleep(pause * (0.5 + random.random()))  # noqa: S311 - so that not all come back at once
                if self._renames:
                    self._fs.connect_again()
                pause = min(2 * pause, _LONGEST_PAUSE)
        raise AssertionError("the last try ends it")


def _opened(url: str, scheme: str) -> Any:
    from fsspec.core import url_to_fs

    if scheme not in _FOLDERS:
        return url_to_fs(url, **_OPTIONS.get(scheme, {}))[0]
    from evidencekit.overssh import KnownServer

    return KnownServer(**KnownServer._get_kwargs_from_urls(url))  # noqa: SLF001 - as the library's own opener does


@cache
def open_store(scheme_and_host: str) -> Store:
    """Return the store behind the beginning of an address, opened once in a process."""
    return Store(StoredFolder(scheme_and_host))


def store_of(folder: StoredFolder) -> Store:
    """Return the store of a folder."""
    scheme, _, rest = folder.url.partition("://")
    return open_store(f"{scheme}://{rest.partition('/')[0]}")


def safe_places(files: tuple[StoredFile, ...]) -> Iterator[tuple[StoredFile, str]]:
    """Give each object the path of a local file: keys may hold `..`, marks no system takes, or differ in case alone."""
    kinds: dict[str, str] = {}
    for file in files:
        # Keys may also begin with `/`, or have two of them side by side.
        parts = kept_name("/".join(p for p in file.inside.split("/") if p not in {"", "."})).split("/")
        place = ""
        for number, part in enumerate(parts, 1):
            place = _free(place, part, "file" if number == len(parts) else "folder", kinds)
        yield file, place


def _free(folder: str, name: str, kind: str, kinds: dict[str, str]) -> str:
    """Return a place inside a folder for a file or a folder of a name, with a number where another has it already."""
    stem, dot, ending = name.rpartition(".") if kind == "file" and "." in name[1:] else (name, "", "")
    number, free = 1, name
    while True:
        place = f"{folder}/{free}" if folder else free
        there = kinds.get(place.casefold())
        if there is None or there == kind == "folder":
            kinds[place.casefold()] = kind
            return place
        number += 1
        free = f"{stem} ({number}){dot}{ending}"


def _name(key: str) -> str:
    return key.rstrip("/").rpartition("/")[2]


def _words(reason: BaseException) -> str:
    said = " ".join(str(reason).split()).rstrip(".") or type(reason).__name__
    return said[:300]
