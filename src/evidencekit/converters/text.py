"""Plain texts and HTML as pages."""

from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.mergepolicy import takes
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.finding import warning
from evidencekit.paper.words import draw_text
from evidencekit.ports import Pages


@dataclass(frozen=True, slots=True)
class TextConverter:
    """Draws the text that was read."""

    name: str = "text"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """Texts."""
        return takes(self.name, source.media_type)

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Draw it, up to a limit that a finding names."""
        text = "\n".join(exhibit.reading.text)
        if not text.strip():
            raise ConversionError("it holds no text")
        made = desk.path(exhibit.source, "pages.pdf")
        pages, cut = draw_text(exhibit.path.rpartition("/")[2], text, made)
        findings = (
            (warning("long-text", f"{exhibit.path} is very long; its last part is not shown.", exhibit.path),)
            if cut
            else ()
        )
        return Pages(made, pages, "text printed", findings=findings)
