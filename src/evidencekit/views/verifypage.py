"""The page that travels with a claim: whoever receives it drops the files on it and sees whether they are as they were sent."""

import base64
import hashlib
from datetime import date
from pathlib import Path

from evidencekit.account import list_digest
from evidencekit.model.bundle import Bundle, DeliveredFile
from evidencekit.model.words import day_words
from evidencekit.templatecache import kept_code
from evidencekit.views.plain import plain

NAME = "verify.html"
_HERE = Path(__file__).parent


def verify_page(
    files: tuple[DeliveredFile, ...], bundle: Bundle, *, claimant: str | None, recipient: str, today: date
) -> str:
    """Return the page: the name, size and SHA-256 of each file, and a script that compares; nothing that is not inside it.

    The same files give the same bytes.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined,
        bytecode_cache=kept_code("views"), trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["plain"] = plain
    css = (_HERE / "review.css").read_text("utf-8") + (_HERE / "verify.css").read_text("utf-8")
    js = (_HERE / "verify.js").read_text("utf-8")
    return environment.get_template("verify.html.j2").render(
        css=css, js=js, css_digest=_digest(css), js_digest=_digest(js), reference=bundle.reference, claimant=claimant,
        recipient=recipient, today=day_words(today), listed=list_digest(p.exhibit for p in bundle.exhibits),
        files=[
            {"name": f.name, "sha256": _sha256(f.location), "size": f"{f.location.stat().st_size:,} bytes"} for f in files
        ],
    )  # fmt: skip


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
