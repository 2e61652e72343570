"""The page that travels with a claim: whoever receives it drops the files on it and sees whether they are as they were sent."""

from datetime import date

from evidencekit.account import list_digest
from evidencekit.digests import file_digest
from evidencekit.model.bundle import Bundle, DeliveredFile
from evidencekit.model.words import day_words
from evidencekit.views.htmlpage import environment, inside
from evidencekit.views.plain import plain

NAME = "verify.html"


def verify_page(
    files: tuple[DeliveredFile, ...], bundle: Bundle, *, claimant: str | None, recipient: str, today: date
) -> str:
    """Return the page: the name, size and SHA-256 of each file, and a script that compares; nothing that is not inside it.

    The same files give the same bytes.
    """
    css, css_digest = inside("review.css", "verify.css")
    js, js_digest = inside("verify.js")
    return environment(plain=plain).get_template("verify.html.j2").render(
        css=css, js=js, css_digest=css_digest, js_digest=js_digest, reference=bundle.reference, claimant=claimant,
        recipient=recipient, today=day_words(today), listed=list_digest(p.exhibit for p in bundle.exhibits),
        files=[
            {"name": f.name, "sha256": file_digest(f.location), "size": f"{f.location.stat().st_size:,} bytes"}
            for f in files
        ],
    )  # fmt: skip
