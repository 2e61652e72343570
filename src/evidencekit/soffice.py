"""LibreOffice, where it is installed: one document to PDF, with nothing shared, fetched, run or left behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from html import escape
from pathlib import Path

from evidencekit.abandoned import PREFIX, held
from evidencekit.errors import ConversionError
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
        _run(command, document, name, seconds)
        made = document.with_suffix(".pdf")
        if not made.is_file() or made.stat().st_size == 0:
            raise ConversionError(f"LibreOffice wrote no PDF of {name}.")
        return _without_clock(made, name)


def _run(command: str, document: Path, name: str, seconds: float) -> None:
    place = document.parent
    settings = place / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS)
    call = [
        command, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--norestore", "--nodefault",
        "--nolockcheck", "--convert-to", "pdf", "--outdir", str(place), str(document),
    ]  # fmt: skip
    # It starts children of its own: only the whole group can be stopped.
    running = subprocess.Popen(
        call, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env={**os.environ, "FONTCONFIG_FILE": str(_font_settings(place)), "TMPDIR": str(place)},
    )  # fmt: skip
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired as reason:
        raise ConversionError(
            f"LibreOffice did not finish {name} in {seconds:.0f} seconds and was stopped."
        ) from reason
    finally:
        _stop(running)
    if running.returncode != 0:
        raise ConversionError(
            f"LibreOffice could not lay out {name} (it ended with code {running.returncode})."
        )


def _stop(running: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _font_settings(place: Path) -> Path:
    """Tell fontconfig of the faces that came in a wheel, besides the system's."""
    settings = place / "fonts.conf"
    folders = "".join(f"<dir>{escape(folder)}</dir>" for folder in faces())
    settings.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{folders}'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )
    return settings


def _without_clock(made: Path, name: str) -> bytes:
    """Save again without dates and chance, so that the same document gives the same bytes."""
    import pikepdf

    into = made.with_name("still.pdf")
    try:
        with pikepdf.open(made) as pdf:
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
            pdf.save(into, deterministic_id=True)
    except pikepdf.PdfError as reason:
        raise ConversionError(f"What LibreOffice wrote of {name} is not a PDF ({reason}).") from reason
    return into.read_bytes()
