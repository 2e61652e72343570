"""What the project promises about itself: its API, its layers' front door, its start-up."""

import subprocess
import sys

import evidencekit


def test_the_api_is_what_all_says() -> None:
    """Every public name can be had, and the list is the one that callers rely on."""
    assert {name for name in evidencekit.__all__ if getattr(evidencekit, name, None) is None} == set()
    assert sorted(evidencekit.__all__) == evidencekit.__all__
    assert {"review", "build", "build_all", "Outcome", "Review", "Finding", "EvidenceKitError"} <= set(
        evidencekit.__all__
    )


def test_help_needs_none_of_the_heavy_libraries() -> None:
    """`evidencekit --help` answers without PDF, picture, office or validation libraries."""
    code = (
        "import sys\n"
        "from evidencekit.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = set(done.stderr.split())

    assert loaded.isdisjoint(
        {"pikepdf", "PIL", "pydantic", "docxtpl", "openpyxl", "reportlab", "pypdfium2", "jinja2", "rich"}
    )
    assert "Usage" in done.stdout
