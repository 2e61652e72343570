"""LibreOffice, where it is installed: asked for by name, or when the embedded engine lost a word."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from evidencekit.engines.embedded import pages_of
from evidencekit.errors import ConversionError
from evidencekit.ports import LaidOut
from evidencekit.wordfile import disarm, read_parts, save

MACOS = "/Applications/LibreOffice.app/Contents/MacOS/soffice"


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """Lay out a DOCX in a LibreOffice of its own: own profile, own process group, killed when it hangs."""

    name: str = "libreoffice"
    program: str | None = None
    """None: the one on PATH."""
    seconds: float = 60.0

    def missing(self) -> str | None:
        """Say what must be installed."""
        return None if self._program() else "LibreOffice (the program soffice), from the system's packages"

    def lay_out(self, docx: Path, into: Path) -> LaidOut:
        """Write the PDF; raise `ConversionError` where LibreOffice fails, hangs or writes something else."""
        program = self._program()
        if program is None:
            raise ConversionError("LibreOffice is not installed.")
        with tempfile.TemporaryDirectory(
            prefix="evidencekit-libreoffice-", ignore_cleanup_errors=True
        ) as folder:
            desk = Path(folder)
            save(disarm(read_parts(docx)), desk / "letter.docx")
            self._run(program, desk, docx.name)
            made = desk / "letter.pdf"
            if not made.is_file() or made.stat().st_size == 0:
                raise ConversionError(f"LibreOffice wrote no PDF of {docx.name}.")
            _without_clock(made, into)
        return LaidOut(into, pages_of(into))

    def _program(self) -> str | None:
        if self.program is not None:
            return shutil.which(self.program)
        return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(MACOS)

    def _run(self, program: str, desk: Path, name: str) -> None:
        command = [
            program, f"-env:UserInstallation={(desk / 'profile').as_uri()}", "--headless", "--norestore", "--nodefault",
            "--nolockcheck", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(desk), str(desk / "letter.docx"),
        ]  # fmt: skip
        # It starts children of its own: only the whole group can be stopped.
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, "FONTCONFIG_FILE": str(_font_settings(desk))},
        )  # fmt: skip
        try:
            running.wait(self.seconds)
        except subprocess.TimeoutExpired as reason:
            raise ConversionError(
                f"LibreOffice did not finish {name} in {self.seconds:.0f} seconds and was stopped."
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


def _font_settings(desk: Path) -> Path:
    """Tell fontconfig of the faces that came in a wheel, besides the system's."""
    import font_roboto

    settings = desk / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(Path(font_roboto.__file__).parent / 'files'))}</dir>"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )
    return settings


def _without_clock(made: Path, into: Path) -> None:
    """Save again without dates and chance, so that the same letter gives the same bytes."""
    import pikepdf

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
        raise ConversionError(f"LibreOffice wrote {made.name}, which is not a PDF ({reason}).") from reason
