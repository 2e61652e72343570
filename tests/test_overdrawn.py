"""A kilobyte of PDF that draws itself within itself costs neither all memory nor the case; ordinary forms stay."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from builders_intake import pdf
from evidencekit.overdrawn import calm

_NAME = pikepdf.Name


def _form(document: pikepdf.Pdf, content: bytes, **forms: Any) -> Any:
    form = document.make_stream(content)
    form.Type, form.Subtype, form.BBox = _NAME.XObject, _NAME.Form, pikepdf.Array([0, 0, 600, 800])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(forms)) if forms else pikepdf.Dictionary()
    return form


def _drawn(document: pikepdf.Pdf, form: Any) -> None:
    document.pages[0].Resources.XObject = pikepdf.Dictionary(F=form)
    document.pages[0].contents_add(b"/F Do")


def _itself(document: pikepdf.Pdf) -> None:
    form = _form(document, b"/F Do " * 9)
    form.Resources.XObject = pikepdf.Dictionary(F=form)
    _drawn(document, form)


def _by_the_page(document: pikepdf.Pdf) -> None:
    """The form knows no name of its own; viewers then take the page's."""
    _drawn(document, _form(document, b"/F Do " * 9))


def _above_the_page(document: pikepdf.Pdf) -> None:
    """Names that stand in the page tree, where every page inherits them."""
    _drawn(document, _form(document, b"/F Do " * 9))
    document.Root.Pages.Resources = document.pages[0].Resources
    del document.pages[0].obj["/Resources"]


def _on_the_second_page(document: pikepdf.Pdf) -> None:
    """A form that is harmless on the first page, where its name means something else."""
    form, harmless = _form(document, b"/X Do " * 9), _form(document, b"0 0 m 9 9 l S")
    document.pages.append(document.pages[0])
    font = document.pages[0].Resources.Font
    for number, meant in enumerate((harmless, form)):
        page = document.pages[number]
        page.obj.Resources = pikepdf.Dictionary(Font=font, XObject=pikepdf.Dictionary(F=form, X=meant))
        page.contents_add(b"/F Do")


def _two_of_each_other(document: pikepdf.Pdf) -> None:
    one, other = _form(document, b"/G Do " * 9), _form(document, b"/F Do " * 9)
    one.Resources.XObject, other.Resources.XObject = pikepdf.Dictionary(G=other), pikepdf.Dictionary(F=one)
    _drawn(document, one)


def _ladder(document: pikepdf.Pdf) -> None:
    """Ten levels of ten, and no circle."""
    form = _form(document, b"0 0 m 9 9 l S")
    for _ in range(10):
        form = _form(document, b"/X Do " * 10, **{"/X": form})
    _drawn(document, form)


@pytest.mark.parametrize(
    "attack", [_itself, _by_the_page, _above_the_page, _on_the_second_page, _two_of_each_other, _ladder]
)
def test_what_is_drawn_without_end_is_left_out_and_told(
    attack: Callable[[pikepdf.Pdf], None], tmp_path: Path
) -> None:
    """Read and shown in a process that may not take all memory."""
    (tmp_path / "case").mkdir()
    with pikepdf.open(BytesIO(pdf("Invoice INV-77"))) as document:
        attack(document)
        document.save(tmp_path / "case" / "a.pdf")
    program = (
        "import resource\nfrom datetime import date\nresource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
        "from evidencekit import build\n"
        f"(made,) = build({str(tmp_path / 'case')!r}, into={str(tmp_path / 'out')!r}, recipients=['generic'], today=date(2026, 10, 20))\n"
        "print(made.status.value, *(f.code for f in made.findings))\n"
    )  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )

    assert ran.stdout.split()[:1] == ["built"], ran.stderr[-500:]
    assert "overdrawn" in ran.stdout.split()


def test_forms_in_forms_that_end_stay_as_they_are() -> None:
    with pikepdf.open(BytesIO(pdf("Invoice INV-77"))) as document:
        inmost = _form(document, b"0 0 m 9 9 l S")
        middle = _form(document, b"/X Do " * 30, **{"/X": inmost})
        outer = _form(document, b"/Y Do " * 30, **{"/Y": middle})
        _drawn(document, outer)

        assert not calm(document)
        assert outer.read_bytes() == b"/Y Do " * 30
