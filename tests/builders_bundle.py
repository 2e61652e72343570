"""Makes exhibits, letters and bundles for tests, in memory and below `tmp_path`."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from evidencekit.desk import Desk
from evidencekit.model.assessment import Assessment, CheckStatus
from evidencekit.model.bundle import Bundle, DeliveredFile, Delivery, Letter
from evidencekit.model.case import Case
from evidencekit.model.casefile import CaseFile
from evidencekit.model.evidence import Exhibit, PagedExhibit, Reading, SourceFile
from evidencekit.model.inforce import in_force
from evidencekit.model.particulars import Claimant, Particulars
from evidencekit.model.profile import DeliveryEntry, Profile, ProfileFile
from evidencekit.model.vocabulary import Kind, View
from evidencekit.steps.assemble import assemble
from evidencekit.steps.seal import publish

TODAY = date(2026, 10, 20)


def profile(**delivery: Any) -> Profile:
    """Return a program that asks for nothing."""
    program = {"id": "acme-us", "title": "Acme", "recipient": "Acme Carrier", "addressed_as": "carrier"}
    file = ProfileFile.model_validate(
        {**program, "version": ({"letters": (), "delivery": DeliveryEntry(**delivery)},)}
    )
    return in_force(file, None)


def case(folder: Path, **said: Any) -> Case:
    """Return a case with what a person wrote."""
    return Case(
        "crushed", folder, CaseFile.model_validate({"reference": "HH-2026-017", **said}), described=True
    )


def particulars(claimant: str | None = "Harbor Home Goods LLC") -> Particulars:
    """Return particulars of which only the claimant is known."""
    return Particulars("HH-2026-017", Claimant(claimant), None, None, None, None, "", (), ())


def source(
    path: Path, name: str | None = None, *, media_type: str = "application/pdf", container: str | None = None
) -> SourceFile:
    """Return a file as a source file."""
    content = path.read_bytes()
    return SourceFile(
        name or path.name,
        path,
        hashlib.sha256(content).hexdigest(),
        len(content),
        media_type,
        container,
        path.stat().st_mtime_ns,
    )


def exhibit(
    path: Path,
    label: str | None,
    kind: Kind = Kind.OTHER,
    *,
    title: str = "A paper",
    view: View | None = None,
    **more: Any,
) -> Exhibit:
    """Return a file as an exhibit."""
    return Exhibit(Reading(source(path)), kind, 1.0, "", title, view=view, label=label, **more)


def write_pdf(
    path: Path,
    pages: int = 1,
    *,
    draw: Callable[[Any, int], None] | None = None,
    size: tuple[float, float] = (595, 842),
) -> Path:
    """Write a PDF whose pages say which they are, or have what `draw` draws."""
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    for number in range(pages):
        if draw:
            draw(canvas, number)
        else:
            canvas.drawString(72, size[1] - 100, f"{path.stem} page {number + 1}")
        canvas.showPage()
    canvas.save()
    return path


def paged(
    path: Path, label: str, kind: Kind = Kind.OTHER, *, captioned: bool = False, **more: Any
) -> PagedExhibit:
    """Return a PDF as an exhibit with pages."""
    with pikepdf.open(path) as pdf:
        pages = len(pdf.pages)
    return PagedExhibit(exhibit(path, label, kind, **more), path, pages, "pages copied", captioned=captioned)


def letter(path: Path, *labels: str) -> Letter:
    """Write a letter that links to exhibits, and return it."""

    def draw(canvas: Any, _: int) -> None:
        for line, label in enumerate(labels):
            canvas.drawString(72, 700 - 30 * line, f"see Exhibit {label}")
            canvas.linkURL(
                f"https://evidence.invalid/exhibit/{label}", (72, 695 - 30 * line, 200, 715 - 30 * line)
            )

    write_pdf(path, draw=draw)
    return Letter("claim-letter", "Claim letter", pdf=path, pages=1)


def bundle(
    folder: Path,
    exhibits: Sequence[PagedExhibit],
    letters: Sequence[Letter] = (),
    *,
    draft: bool = False,
    desk: str = "desk",
    **said: Any,
) -> Bundle:
    """Assemble a bundle."""
    return assemble(
        profile(), case(folder, **said), particulars(), tuple(letters), tuple(exhibits),
        today=TODAY, desk=Desk(folder / desk), draft=draft,
    )  # fmt: skip


def words(pdf: Path, page: int) -> str:
    """Return the text of a page, from 1, as a reader sees it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[page - 1].get_textpage().get_text_range())
    finally:
        document.close()


def picture(pdf: Path, page: int, scale: float = 1.0) -> Any:
    """Return a page, from 1, as a picture in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page - 1].render(scale=scale).to_pil().convert("L")
    finally:
        document.close()


def assessment() -> Assessment:
    """Return an assessment that finds nothing wrong."""
    return Assessment("acme-us", CheckStatus.READY, (), (), (), None, ())


def built(
    folder: Path,
    *,
    evidence: dict[str, bytes],
    into: Path | None = None,
    review_page: str = "<p>review</p>",
    spoil: Callable[[], object] | None = None,
) -> Path:
    """Publish a case whose evidence is PDFs and other files by name; return the finished folder.

    `spoil` is called when everything is made and nothing is published yet.
    """
    place = folder / "evidence"
    place.mkdir(exist_ok=True)
    sources, exhibits, shown = [], [], []
    for number, (name, content) in enumerate(evidence.items()):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        pdf = content.startswith(b"%PDF")
        sources.append(source(path, name, media_type="application/pdf" if pdf else "application/zip"))
        one = Exhibit(
            Reading(sources[-1]),
            Kind.OTHER,
            1.0,
            "",
            f"Paper {number}",
            label=chr(65 + number) if pdf else None,
            left_out=None if pdf else "unpacked",
        )
        exhibits.append(one)
        if pdf:
            with pikepdf.open(path) as opened:
                shown.append(PagedExhibit(one, path, len(opened.pages), "pages copied"))
    docx = folder / "letter.docx"
    docx.write_bytes(b"PK letter")
    letters = (replace(letter(folder / "letter.pdf", "A"), docx=docx),)
    made = bundle(folder, shown, letters)
    if spoil:
        spoil()
    delivery = Delivery((DeliveredFile("Claim.pdf", made.pdf, "the whole bundle"),))
    return publish(
        case(folder), profile(), tuple(sources), tuple(exhibits), assessment(), made, letters, delivery, review_page,
        into=into or folder / "out", today=TODAY, log={"seconds": 1.0}, version="0",
    )  # fmt: skip


def pdf_bytes(folder: Path, name: str, pages: int = 1) -> bytes:
    """Return the bytes of a PDF whose pages bear its name."""
    return write_pdf(folder / f"{name}.pdf", pages).read_bytes()
