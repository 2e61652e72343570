"""Loading a library without what it loads only where it happens to be there."""

import subprocess
import sys

import pytest

_SAYS = """
import importlib.util, sys, threading
from evidencekit.lightly import load_openpyxl
load_openpyxl()
print("numpy" in sys.modules)
import io, openpyxl
book = openpyxl.Workbook(); book.active.append([1, 2.5, "three"])
out = io.BytesIO(); book.save(out)
print([c.value for c in openpyxl.load_workbook(out).active[1]])
import numpy
print(numpy.arange(3).sum())
"""

_BESIDE = """
import sys, threading
from evidencekit import lightly
loaded = []
def other():
    import numpy
    loaded.append(numpy.__name__)
real = lightly.import_module
def meanwhile(name):
    thread = threading.Thread(target=other); thread.start(); thread.join(60)
    return real(name)
lightly.import_module = meanwhile
lightly.load_openpyxl()
import openpyxl
print(loaded, openpyxl.__name__, [type(f).__name__ for f in sys.meta_path if type(f).__name__ == "_Absent"])
"""


def _said(program: str) -> list[str]:
    pytest.importorskip("numpy", reason="numpy is not installed")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_openpyxl_is_loaded_without_numpy_which_can_be_loaded_afterwards() -> None:
    """Workbooks are written and read as ever."""
    assert _said(_SAYS) == ["False", "[1, 2.5, 'three']", "3"]


def test_another_thread_can_load_numpy_at_that_very_moment() -> None:
    """OCR, which needs it, may begin while a workbook is read."""
    assert _said(_BESIDE) == ["['numpy'] openpyxl []"]
