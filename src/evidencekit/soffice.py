"""LibreOffice, where it is installed: one document to PDF, with nothing shared, fetched, run or left behind."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from evidencekit.abandoned import PREFIX, held
from evidencekit.errors import ConversionError
from evidencekit.inert import disarmed
from evidencekit.typefaces import faces
from evidencekit.underway import working_in

MACOS = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
SECONDS = 60.0

_SETTING = '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + _SETTING.format("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true")
    + _SETTING.format("Common/Security/Scripting", "DisableActiveContent", "true")
    + _SETTING.format("Common/Security/Scripting", "MacroSecurityLevel", "3")
    + _SETTING.format("Writer/Content/Update", "Link", "0")
    + _SETTING.format("Calc/Content/Update", "Link", "1")
    + "</oor:items>"
)
"""No macros, and nothing that a document only links to is fetched."""


def program(asked: str | None = None) -> str | None:
    """Return the path of the command, or None where it is not installed; `asked` names another one than the usual."""
    if asked is not None:
        return shutil.which(asked)
    return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(MACOS)


def to_pdf(
    content: bytes, suffix: str, name: str, *, asked: str | None = None, seconds: float = SECONDS
) -> bytes:
    """Lay out a document (`suffix` such as `.docx` says what it is) and return the PDF, without clock and chance.

    LibreOffice gets a profile, a folder and a process group of its own and is stopped when it hangs. Raises
    `ConversionError` with `name` where it is not installed, fails, hangs or writes something else; its exit code alone
    means nothing.
    """
    with _converted(content, suffix, "pdf", name, asked, seconds) as made:
        return without_clock(made, name)


def to_ods(
    content: bytes, suffix: str, name: str, *, asked: str | None = None, seconds: float = SECONDS
) -> bytes:
    """Turn a sheet of another program into LibreOffice's own form; the rest is as with `to_pdf`."""
    with _converted(content, suffix, "ods", name, asked, seconds) as made:
        return made.read_bytes()


@contextlib.contextmanager
def _converted(
    content: bytes, suffix: str, into: str, name: str, asked: str | None, seconds: float
) -> Iterator[Path]:
    command = program(asked)
    if command is None:
        raise ConversionError(f"{name} cannot be laid out: LibreOffice is not installed.")
    with (
        tempfile.TemporaryDirectory(prefix=f"{PREFIX}libreoffice-", ignore_cleanup_errors=True) as folder,
        held(Path(folder)),
        working_in(Path(folder)),
    ):
        place = Path(folder)
        document = place / f"document{suffix}"
        document.write_bytes(content)
        _run(command, document, into, name, seconds)
        made = document.with_suffix(f".{into}")
        if not made.is_file() or made.stat().st_size == 0:
            raise ConversionError(f"LibreOffice wrote no {into.upper()} of {name}.")
        yield made


def _run(command: str, document: Path, into: str, name: str, seconds: float) -> None:
    place = document.parent
    call = [*calling(command, place), "--convert-to", into, "--outdir", str(place), str(document)]
    running = started(call, surroundings(place))
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired as reason:
        raise ConversionError(
            f"LibreOffice did not finish {name} in {seconds:.0f} seconds and was stopped."
        ) from reason
    finally:
        stop(running, place)
    if running.returncode != 0:
        raise ConversionError(
            f"LibreOffice could not lay out {name} (it ended with code {running.returncode})."
        )


def calling(command: str, place: Path) -> list[str]:
    """Return the command with what makes it work with the profile in a folder and nobody else's."""
    return [
        command,
        f"-env:UserInstallation={_profile(place).as_uri()}",
        "--headless",
        "--norestore",
        "--nodefault",
        "--nolockcheck",
    ]


def surroundings(place: Path) -> dict[str, str]:
    """Lay down a profile in a folder; return the environment in which LibreOffice finds the faces that came in a wheel."""
    settings = _profile(place) / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS)
    return {**os.environ, "FONTCONFIG_FILE": str(_font_settings(place)), "TMPDIR": str(place)}


def started(call: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start it in a process group of its own: it starts children, and only the whole group can be stopped."""
    return subprocess.Popen(
        call, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env=environment,
    )  # fmt: skip


def stop(running: "subprocess.Popen[bytes]", place: Path) -> None:
    """End a process group at once, and take away the door by which others would find the profile in a folder."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    # Killed, it leaves this behind: named after the MD5 of the profile's address, each byte without a zero before it.
    address = _profile(place).as_uri().encode("utf-16-le")
    name = "".join(f"{b:x}" for b in hashlib.md5(address, usedforsecurity=False).digest())
    for folder in ("/tmp", "/var/tmp"):  # noqa: S108 - LibreOffice's own places
        with contextlib.suppress(OSError, AttributeError):
            Path(folder, f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}").unlink(missing_ok=True)


def _profile(place: Path) -> Path:
    return place / "profile"


def _font_settings(place: Path) -> Path:
    """Tell fontconfig of the faces that came in a wheel, besides the system's."""
    settings = place / "fonts.conf"
    folders = "".join(f"<dir>{escape(folder)}</dir>" for folder in faces())
    settings.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{folders}'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )
    return settings


def without_clock(made: Path, name: str) -> bytes:
    """Save again without dates and chance, so that the same document gives the same bytes."""
    import pikepdf

    into = made.with_name("still.pdf")
    try:
        with pikepdf.open(made) as pdf:
            if not len(pdf.pages):
                raise ConversionError(f"LibreOffice wrote a PDF without pages of {name}.")
            for key in ("/CreationDate", "/ModDate"):
                if key in pdf.docinfo:
                    del pdf.docinfo[key]
            for key in ("/Metadata", "/OpenAction"):
                if key in pdf.Root:
                    del pdf.Root[key]
            # The first half of /ID would be kept as it came: LibreOffice throws dice for it.
            for key in ("/DocChecksum", "/ID"):
                if key in pdf.trailer:
                    del pdf.trailer[key]
            disarmed(pdf)
            pdf.save(into, deterministic_id=True)
    except pikepdf.PdfError as reason:
        raise ConversionError(f"What LibreOffice wrote of {name} is not a PDF ({reason}).") from reason
    return into.read_bytes()
