"""The plug-ins at hand: the built-in ones, and those that installed packages bring."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from threading import Thread
from typing import Any

from evidencekit.errors import PluginError
from evidencekit.paper.fonts import register
from evidencekit.ports import (
    Converter,
    DeliveryForm,
    Extractor,
    Identifier,
    LetterEngine,
    Plugin,
    Recognizer,
)

GROUPS = ("identifiers", "recognizers", "extractors", "converters", "engines", "deliveries")


@dataclass(frozen=True, slots=True)
class Toolkit:
    """Plug-ins in the order in which they are asked; installed ones come before built-in ones."""

    identifiers: tuple[Identifier, ...]
    recognizers: tuple[Recognizer, ...]
    extractors: tuple[Extractor, ...]
    converters: tuple[Converter, ...]
    engines: tuple[LetterEngine, ...]
    deliveries: tuple[DeliveryForm, ...]

    def every(self) -> tuple[Plugin, ...]:
        """Return all of them, for `doctor`."""
        return tuple(plugin for group in GROUPS for plugin in getattr(self, group))


@cache
def installed_toolkit() -> Toolkit:
    """Return the built-in plug-ins and those of the entry points `evidencekit.<group>`.

    Raises `PluginError` where an installed one cannot be loaded.
    """
    from evidencekit import converters, deliveries, engines, extractors
    from evidencekit import recognizers as built_in

    recognizers = (*_installed("recognizers"), *built_in.BUILTIN)
    return Toolkit(
        identifiers=_installed("identifiers"),
        recognizers=recognizers,
        # An installed extractor sees what the built-in ones read, so it comes last.
        extractors=(*_asking(extractors.BUILTIN, recognizers), *_installed("extractors")),
        converters=(*_installed("converters"), *converters.BUILTIN),
        engines=(*_installed("engines"), *engines.BUILTIN),
        deliveries=(*_installed("deliveries"), *deliveries.BUILTIN),
    )


def _asking(extractors: tuple[Extractor, ...], recognizers: tuple[Recognizer, ...]) -> tuple[Extractor, ...]:
    """Let the reader of pictures ask the installed recognizers as well."""
    from evidencekit.extractors.ocr import OcrReader

    return tuple(replace(e, recognizers=recognizers) if isinstance(e, OcrReader) else e for e in extractors)


def import_ahead() -> None:
    """Load what letters and bundles will need in a thread of its own, while codecs work on pictures without the interpreter."""
    Thread(target=_import_all, name="imports", daemon=True).start()


def _import_all() -> None:
    for name in ("reportlab.pdfgen.canvas", "pikepdf", "docxtpl", "office2pdf", "babel.dates"):
        with suppress(Exception):  # whoever needs it will say that it is missing
            import_module(name)
    register()


def _installed(group: str) -> tuple[Any, ...]:
    """Load the plug-ins of one group, in the order of their names; a class or a function is called to get the plug-in."""
    found = []
    for entry in sorted(entry_points(group=f"evidencekit.{group}"), key=lambda e: e.name):
        try:
            loaded = entry.load()
            found.append(loaded() if callable(loaded) else loaded)
        except Exception as reason:
            raise PluginError(
                f"The plug-in {entry.name} ({entry.value}) cannot be loaded: {reason}."
            ) from reason
    return tuple(found)
