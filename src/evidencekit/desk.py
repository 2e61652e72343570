"""The desk: the temporary folder on which a bundle is made."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from evidencekit.abandoned import PREFIX, clear_abandoned, held
from evidencekit.kept import Kept
from evidencekit.language import ENGLISH
from evidencekit.model.evidence import SourceFile
from evidencekit.passwords import Passwords
from evidencekit.underway import terms, working_in

_LONGEST_REASON = 160

_Made = TypeVar("_Made")


class Desk:
    """A temporary folder, with one place for all that is made of one content hash, so that nothing is made twice."""

    def __init__(
        self,
        root: Path,
        *,
        for_pages: bool = True,
        hands: int = 0,
        kept: Kept | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self.root = root
        self.hands = hands
        """Threads that may work beside the caller's own."""
        self.for_pages = for_pages
        """Whether pages will be made: only then is it worth to keep a decoded picture for them."""
        self.kept = kept
        """What earlier runs read, or None where nothing is kept."""
        self.memory: dict[str, object] = {}
        """What was read of a content hash, so that the next reader need not read it again."""
        self.passwords = Passwords() if passwords is None else passwords
        """For locked files of this case; intake adds those of its `case.toml`."""
        self.overdrawn: set[str] = set()
        """Digests of PDFs that draw without end: no page of theirs is drawn as it arrived."""
        self.unlocked: set[str] = set()
        """Digests of files that a password opened, and of what came out of them."""
        self.aside = terms().aside
        """Digests of files that are not opened, since opening them ended a process, and why in a few words."""
        self.language = ENGLISH
        """In which pages that are drawn now speak: of the bundle that is being made."""
        self._pool = ThreadPoolExecutor(hands, "hands") if hands else None
        self._begun: list[Future[Any]] = []

    def begin(self, work: Callable[..., _Made], *about: object) -> Future[_Made] | None:
        """Let a hand begin something whose result is wanted later; None where there is no hand beside the caller's."""
        if self._pool is None:
            return None
        begun = self._pool.submit(work, *about)
        self._begun.append(begun)
        return begun

    def spare_folder(self) -> Path | None:
        """Return where a second process may put what it makes; None where there is no core for one, or a hand is at work.

        The hands go home: a process that is to be doubled must have one thread alone. They come back when they are called.
        """
        if self._pool is None or not all(f.done() for f in self._begun):
            return None
        self._begun.clear()
        self._pool.shutdown()
        self._pool = ThreadPoolExecutor(self.hands, "hands")
        return self.root

    def drop_all(self) -> None:
        """Let go of what no hand has begun, and wait for what is under way."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def keeps(self, source: SourceFile) -> Kept | None:
        """Return where what is read of a file is kept for later runs; None where nothing is, and for what was locked."""
        return None if source.sha256 in self.unlocked else self.kept

    def path(self, source: SourceFile, name: str) -> Path:
        """Return where something made of a source file stands: one folder for each content hash."""
        folder = self.root / "made" / source.sha256[:32]
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def told(self, reason: Exception, source: SourceFile) -> str:
        """Say what was raised over a file, in one line, and nothing of where on this machine the file stands."""
        said = str(reason)
        for place in (source.location, source.location.parent, self.root):
            said = said.replace(str(place), "")
        said = " ".join(said.split())[:_LONGEST_REASON]
        return f"{type(reason).__name__}: {said}" if said else type(reason).__name__

    def folder(self, name: str) -> Path:
        """Return a folder on the desk, made where it is not there yet."""
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


@contextmanager
def open_desk(
    *, for_pages: bool = True, hands: int = 0, kept: Kept | None = None, passwords: Passwords | None = None
) -> Iterator[Desk]:
    """Clear a desk, and clear it away at the end, whatever happened."""
    clear_abandoned()
    root = Path(tempfile.mkdtemp(prefix=PREFIX))
    desk = Desk(root, for_pages=for_pages, hands=hands, kept=kept, passwords=passwords)
    with held(root), working_in(root):
        try:
            yield desk
        finally:
            try:
                desk.drop_all()
                shutil.rmtree(root, ignore_errors=True)
            except BaseException:
                # A second Ctrl-C while clearing away: clear away all the same.
                shutil.rmtree(root, ignore_errors=True)
                raise
