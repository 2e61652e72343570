"""DOCX -> PDF."""

from evidencekit.engines.embedded import Embedded
from evidencekit.engines.libreoffice import LibreOffice
from evidencekit.ports import LetterEngine

BUILTIN: tuple[LetterEngine, ...] = (Embedded(), LibreOffice())
"""In the order in which they are tried."""
