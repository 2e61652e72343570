"""7z archives, where py7zr is installed: unpacked onto the desk within limits, with the password that a person gave."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import chain

from evidencekit.desk import Desk
from evidencekit.model.evidence import SourceFile
from evidencekit.model.finding import Finding, warning
from evidencekit.noroom import not_its_fault

SEVEN_ZIP = "application/x-7z-compressed"
NEEDED = 'py7zr, to unpack 7z archives (pip install "evidencekit[packages]")'


def missing() -> str | None:
    """Say what must be installed, or None."""
    return None if find_spec("py7zr") else NEEDED


def unpacked(
    source: SourceFile, desk: Desk, *, most: int, room: int
) -> Iterator[tuple[str, bytes] | Finding]:
    """Give name and content of each member: at most `most` of them, and `room` bytes in all."""
    if missing():
        return  # its reader says so
    import py7zr

    opens, word = _password(source, desk)
    if not opens:
        message = (
            f'{source.path} needs a password: write it into case.toml ([secrets] "{source.path}" = "..."), '
            "or unpack it and put the files into the folder."
        )
        yield warning("archive-locked", message, source.path)
        return
    with py7zr.SevenZipFile(source.location, password=word) as archive:
        entries = [e for e in archive.list() if not e.is_directory]
        size = sum(int(e.uncompressed or 0) for e in entries)
        if len(entries) > most or size > room or size > 2_000 * max(source.size, 500):
            message = f"{source.path} would unpack to {len(entries)} files of {size} bytes; it was left packed. Unpack it and choose."
            yield warning("archive-bomb", message, source.path)
            return
        place = desk.path(source, "unpacked")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        # py7zr refuses names that lead out of the folder.
        archive.extractall(place)
    for path in sorted(p for p in place.rglob("*") if p.is_file() and not p.is_symlink()):
        yield path.relative_to(place).as_posix(), path.read_bytes()
    shutil.rmtree(place, ignore_errors=True)


def _password(source: SourceFile, desk: Desk) -> tuple[bool, str | None]:
    """Say whether it opens, and with which password; None where it needs none."""
    import py7zr

    for word in chain((None,), desk.passwords.to_try(source.path)):
        try:
            with py7zr.SevenZipFile(source.location, password=word) as archive:
                if word is None and archive.needs_password():
                    continue
                if word is not None and archive.testzip() is not None:
                    continue
        except Exception as reason:  # a wrong password shows as a damaged file
            if not_its_fault(reason):
                raise
            if word is None and "assword" not in f"{type(reason).__name__} {reason}":
                return True, None
            continue
        if word is not None:
            desk.unlocked.add(source.sha256)
        return True, word
    return False, None
