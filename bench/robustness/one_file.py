"""One file as a case of its own, through the steps that `build` takes, up to the pages of each exhibit."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evidencekit.desk import Desk, open_desk
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import Finding
from evidencekit.resources import open_library
from evidencekit.steps.arrange import arrange
from evidencekit.steps.classify import classify
from evidencekit.steps.compare import compare
from evidencekit.steps.examine import examine
from evidencekit.steps.intake import collect, open_case
from evidencekit.steps.normalize import normalize
from evidencekit.toolkit import installed_toolkit


@dataclass(frozen=True)
class Seen:
    """What became of one file and of what it contains."""

    file: Path
    desk: Desk
    exhibits: tuple[Exhibit, ...]
    paged: tuple[PagedExhibit, ...]
    findings: tuple[Finding, ...]

    @property
    def exhibit(self) -> Exhibit:
        """The file itself."""
        return next(e for e in self.exhibits if e.path == self.file.name)

    @property
    def shown(self) -> PagedExhibit | None:
        """Its pages, or the page that explains it; None where it is left out."""
        return next((p for p in self.paged if p.exhibit.path == self.file.name), None)

    @property
    def explained(self) -> str:
        """Why it is not shown; empty where it is."""
        if self.shown is None:
            return self.exhibit.left_out or "left out"
        why = [f.message for f in self.shown.findings if f.code == "not-shown"]
        return why[0] if why else ""

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of all that was found."""
        return frozenset(f.code for f in self.findings)

    @cached_property
    def inside(self) -> tuple[str, ...]:
        """The names of what the file itself contains, not of what is inside that."""
        return tuple(
            e.path.removeprefix(f"{self.file.name}/")
            for e in self.exhibits
            if e.source.container == self.file.name
        )

    def words(self) -> str:
        """Return the text of its pages."""
        import pypdfium2

        document: Any = pypdfium2.PdfDocument(self.shown.pdf)  # type: ignore[union-attr]
        try:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
        finally:
            document.close()


@contextmanager
def looked_at(file: Path, passwords: Mapping[str, str] | None = None) -> Iterator[Seen]:
    """Take one file through the steps, with `[secrets]` of these passwords in its case."""
    os.environ["EVIDENCEKIT_OCR"] = "off"
    os.environ["EVIDENCEKIT_CACHE"] = "off"
    toolkit = installed_toolkit()
    with tempfile.TemporaryDirectory() as place, open_desk() as desk:
        folder = Path(place, "case")
        folder.mkdir()
        shutil.copyfile(file, folder / file.name)
        if passwords:
            lines = (f"{json.dumps(name)} = {json.dumps(word)}\n" for name, word in passwords.items())
            (folder / "case.toml").write_text("[secrets]\n" + "".join(lines), "utf-8")
        case = open_case(folder)
        sources, aside = collect(case, desk, toolkit.identifiers)
        exhibits = classify(
            compare(examine(sources, desk, toolkit.extractors), case), case, open_library(None)
        )
        arranged = arrange(exhibits, case)
        paged = normalize(arranged, desk, toolkit.converters())
        read = (*aside, *(f for e in exhibits for f in e.reading.findings))
        yield Seen(file, desk, arranged, paged, (*read, *(f for p in paged for f in p.findings)))
