"""PDFs: opened safely, mended, forms made visible, active content taken out."""

from dataclasses import dataclass
from typing import Any

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.finding import Finding, note, warning
from evidencekit.pdf import BrokenPdfError, LockedPdfError, made_inert, open_pdf_safely
from evidencekit.ports import Pages

MAX_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class PdfConverter:
    """Keeps the pages as they are."""

    name: str = "pdf"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """PDF."""
        return source.media_type == "application/pdf"

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Open, mend, flatten forms, take out what acts."""
        import pikepdf

        source = exhibit.source
        try:
            copy = open_pdf_safely(source, desk)
        except (LockedPdfError, BrokenPdfError) as reason:
            raise ConversionError(str(reason)) from reason
        made = desk.path(source, "pages.pdf")
        with pikepdf.open(copy) as pdf:
            count = len(pdf.pages)
            if count > MAX_PAGES:
                raise ConversionError(f"it has {count} pages, more than the {MAX_PAGES} that are shown")
            findings = tuple(_noticed(pdf, exhibit.path))
            form = pdf.Root.get("/AcroForm")
            if form is not None and "/XFA" in form and not form.get("/Fields"):
                raise ConversionError(
                    "it is a form that only Adobe Reader shows (XFA); print it to PDF and send that"
                )
            if form is not None:
                pdf.generate_appearance_streams()
                pdf.flatten_annotations("screen")
            made_inert(pdf)
            pdf.save(made, deterministic_id=True)
        mended = "mended, pages copied" if any(f.code == "mended" for f in findings) else "pages copied"
        return Pages(made, count, mended, findings=findings)


def _noticed(pdf: Any, path: str) -> list[Finding]:
    found = []
    fields = pdf.Root.get("/AcroForm", {}).get("/Fields", []) if "/AcroForm" in pdf.Root else []
    if any(f.get("/FT") == "/Sig" and "/V" in f for f in fields if hasattr(f, "get")):
        found.append(
            note(
                "signed",
                f"{path} is signed; merging ends the signature, so the signed file itself stays in originals/.",
                path,
            )
        )
    if pdf.attachments:
        names = ", ".join(sorted(pdf.attachments)[:5])
        found.append(
            warning(
                "attachments",
                f"{path} has files attached to it ({names}) that the bundle does not show; put them into the folder.",
                path,
            )
        )
    return found
