"""What the pages in HTML share: their templates, and styles and scripts that stand inside them."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencekit.templatecache import kept_code

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent


def environment(**filters: Callable[..., Any]) -> "Environment":
    """Return where the templates of pages are found: everything is escaped, and an unknown name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined,
        bytecode_cache=kept_code("views"), trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= filters
    return made


def inside(*files: str) -> tuple[str, str]:
    """Return styles, or scripts, that stand in a page, and the digest by which its policy lets them work (CSP, base64)."""
    text = "".join((_HERE / file).read_text("utf-8") for file in files)
    return text, base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
