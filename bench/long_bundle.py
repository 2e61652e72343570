"""Measure a long bundle: 60 PDFs of 20 pages merged, stamped, bookmarked and saved; prints seconds and peak memory."""

import argparse
import hashlib
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from evidencekit.desk import Desk
from evidencekit.model.bundle import Bundle
from evidencekit.model.case import Case
from evidencekit.model.casefile import CaseFile
from evidencekit.model.evidence import Exhibit, PagedExhibit, Reading, SourceFile
from evidencekit.model.inforce import in_force
from evidencekit.model.particulars import Claimant, Particulars
from evidencekit.model.profile import ProfileFile
from evidencekit.model.vocabulary import Kind
from evidencekit.steps.assemble import assemble

TODAY = date(2026, 10, 20)


def write_exhibit(path: Path, number: int, pages: int) -> None:
    """Write a PDF with lines of text, bookmarks and a link on every page."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for page in range(pages):
        canvas.bookmarkPage(f"p{page}")
        canvas.addOutlineEntry(f"Page {page}", f"p{page}")
        for line in range(55):
            canvas.drawString(
                60, 790 - line * 13, f"Carton {line} of consignment {number}, line {page * 55 + line}"
            )
        canvas.linkAbsolute("", f"p{(page + 3) % pages}", (60, 60, 200, 80))
        canvas.showPage()
    canvas.save()


def paged(path: Path, number: int, pages: int) -> PagedExhibit:
    """Return the file as an exhibit with pages."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    source = SourceFile(path.name, path, digest, path.stat().st_size, "application/pdf")
    label = (chr(64 + number // 26) if number // 26 else "") + chr(65 + number % 26)
    return PagedExhibit(
        Exhibit(Reading(source), Kind.OTHER, 1, "", f"Document {number}", label=label),
        path,
        pages,
        "pages copied",
    )


def build(root: Path, exhibits: tuple[PagedExhibit, ...]) -> Bundle:
    """Assemble the bundle as `build` does."""
    program = {
        "id": "bench",
        "title": "Bench",
        "recipient": "A recipient",
        "addressed_as": "anyone",
        "version": ({"letters": ()},),
    }
    profile = in_force(ProfileFile.model_validate(program), None)
    nothing = Particulars("LONG-1", Claimant("A claimant"), None, None, None, None, "", (), ())
    case = Case("long", root, CaseFile(reference="LONG-1"), described=True)
    return assemble(profile, case, nothing, (), exhibits, today=TODAY, desk=Desk(root), draft=False)


def main() -> None:
    """Run it and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=60)
    asked.add_argument("--pages", type=int, default=20)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made = []
        for number in range(given.files):
            path = root / f"exhibit-{number:04d}.pdf"
            write_exhibit(path, number, given.pages)
            made.append(paged(path, number, given.pages))
        began = time.perf_counter()
        bundle = build(root, tuple(made))
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        size = bundle.pdf.stat().st_size / 1e6
        print(
            f"{bundle.pages} pages from {given.files} files: {seconds:.2f} s, peak {peak:.0f} MB, {size:.1f} MB written"
        )


if __name__ == "__main__":
    main()
