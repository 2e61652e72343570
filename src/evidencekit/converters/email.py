"""E-mails as pages."""

from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.mergepolicy import takes
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.finding import warning
from evidencekit.paper.words import draw_email
from evidencekit.ports import Pages
from evidencekit.unpack import members


@dataclass(frozen=True, slots=True)
class EmailConverter:
    """Headers, text, and the names of what was attached."""

    name: str = "email"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """Messages saved as .eml, and Outlook's .msg."""
        return takes(self.name, source.media_type)

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Draw the message."""

        def told(name: str) -> str:
            fact = exhibit.first(name)
            return str(fact.value) if fact else ""

        headers = (
            ("From", told("sender")),
            ("To", told("addressees")),
            ("Date", told("sent_at")),
            ("Subject", told("subject")),
        )
        inside, _ = members(exhibit.source, desk)
        made = desk.path(exhibit.source, "pages.pdf")
        body = "\n".join(exhibit.reading.text) or "(The message has no text.)"
        pages, cut = draw_email(headers, body, tuple(name for name, _ in inside), made)
        findings = (
            (warning("long-text", f"{exhibit.path} is very long; its last part is not shown.", exhibit.path),)
            if cut
            else ()
        )
        return Pages(made, pages, "e-mail printed", findings=findings)
