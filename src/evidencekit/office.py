"""Word files: their text, made harmless, and turned into PDF; every word is looked for in the result."""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED = 200_000_000
SOFFICE_SECONDS = 25


class OfficeError(Exception):
    """The file cannot be turned into PDF; the message says why."""


def docx_text(docx: Path | bytes) -> str:
    """Return all text of a DOCX: headers, body, notes, footers, a paragraph a line."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(docx) if isinstance(docx, bytes) else docx) as package:
        _small_enough(package)
        names = [
            n
            for n in package.namelist()
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", n)
        ]
        for name in sorted(
            names, key=lambda n: (not n.startswith("word/header"), n.startswith("word/foot"), n)
        ):
            parts.append(_part_text(package.read(name)))
    return "\n".join(p for p in parts if p)


def _part_text(xml: bytes) -> str:
    from defusedxml import ElementTree

    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines = []
    for paragraph in ElementTree.fromstring(xml).iter(f"{space}p"):
        line = []
        for node in paragraph.iter():
            if node.tag == f"{space}t":
                line.append(node.text or "")
            elif node.tag in {f"{space}tab", f"{space}br", f"{space}cr"}:
                line.append(" ")
        lines.append("".join(line))
    return "\n".join(lines)


def _small_enough(package: zipfile.ZipFile) -> None:
    if sum(e.file_size for e in package.infolist()) > MAX_UNPACKED:
        raise OfficeError(f"it unpacks to more than {MAX_UNPACKED} bytes")


_OUTSIDE = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External[\"'])(?![^>]*/hyperlink[\"'])[^>]*/?>"
)


def harmless(docx: bytes) -> bytes:
    """Return the DOCX without references that an engine would fetch: linked pictures, attached templates, frames, objects.

    Links that a reader may click stay.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx)) as package,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as clean,
    ):
        _small_enough(package)
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename.endswith(".rels"):
                content = _OUTSIDE.sub(b"", content)
            clean.writestr(
                zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 6
            )
    return made.getvalue()


@cache
def roboto() -> tuple[Path, ...]:
    """Return the font files that come with the program."""
    import font_roboto

    return tuple(sorted(Path(font_roboto.__file__).parent.glob("files/Roboto-*.ttf")))


def embedded(docx: bytes) -> bytes:
    """Turn a DOCX into PDF with the engine that comes with the program; raise `OfficeError` where it cannot."""
    import office2pdf

    options = office2pdf.ConvertOptions(font_paths=[str(p.parent) for p in roboto()[:1]])
    try:
        result = office2pdf.convert_bytes(docx, office2pdf.Format.DOCX, options)
    except Exception as reason:
        raise OfficeError(f"the embedded engine cannot lay it out ({str(reason)[:160]})") from reason
    return bytes(result.pdf)


def soffice() -> str | None:
    """Return the path of LibreOffice's command, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""
"""No macros, and nothing that a document only links to is fetched."""


def by_libreoffice(document: Path) -> bytes:
    """Turn a document into PDF with LibreOffice: own profile, no macros, no links, hard time limit; raise `OfficeError` where it fails."""
    command = soffice()
    if command is None:
        raise OfficeError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory(prefix="evidencekit-office-", ignore_cleanup_errors=True) as place:
        settings = Path(place, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS)
        call = [
            command,
            f"-env:UserInstallation={Path(place, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "pdf",
            "--outdir",
            place,
            str(document),
        ]
        process = subprocess.Popen(
            call,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(SOFFICE_SECONDS)
        except subprocess.TimeoutExpired as reason:
            raise OfficeError(f"LibreOffice did not finish within {SOFFICE_SECONDS} seconds") from reason
        finally:
            _end_group(process)
        made = next(iter(sorted(Path(place).glob("*.pdf"))), None)
        # LibreOffice's exit code means nothing; only the file counts.
        if made is None or not (pdf := made.read_bytes()).startswith(b"%PDF"):
            raise OfficeError("LibreOffice made no PDF of it")
        return pdf


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    import os
    import signal

    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def words_lost(text: str, pdf: bytes) -> tuple[str, ...]:
    """Return the words of a text that a PDF does not hold, each as often as it is missing; line breaks inside words do not count."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = " ".join(document[n].get_textpage().get_text_bounded() for n in range(len(document)))
    finally:
        document.close()
    wanted, there = Counter(_words(text)), Counter(_words(pages))
    lost = [w for w, count in (wanted - there).items() for _ in range(count)]
    joined = re.sub(r"[\W_]+", "", _folded(pages))
    return tuple(w for w in lost if w not in joined)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _folded(text))


def _folded(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\ufffe", "").casefold()
