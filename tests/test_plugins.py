"""Plug-ins come in through entry points: a tiny package is installed into a venv of its own and used."""

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent / "plugins" / "tally"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venv that sees what this one has, with the plug-in installed."""
    root = tmp_path_factory.mktemp("venv")
    copy = tmp_path_factory.mktemp("package") / "tally"
    copy.mkdir()
    for file in PACKAGE.glob("*.*"):
        (copy / file.name).write_bytes(file.read_bytes())
    venv.create(root, with_pip=False)
    inside = next((root / "lib").glob("python3.*/site-packages"))
    here = sysconfig.get_path("purelib")
    (inside / "outer.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    interpreter = root / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--python", str(interpreter), "install", "--no-deps",
         "--no-index", "--no-build-isolation", str(copy)],
        check=True, capture_output=True,
    )  # fmt: skip
    return interpreter


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "tallied"
    folder.mkdir()
    (folder / "gate 7.dat").write_bytes(b"TALLY\x0142")
    (folder / "clumsy.txt").write_text("A letter that the clumsy plug-in drops.")
    return folder


def _run(python: Path, *arguments: object) -> dict[str, object]:
    done = subprocess.run(
        [str(python), "-m", "evidencekit", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 3}, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_an_installed_reader_adds_its_facts(python: Path, case: Path) -> None:
    """The file is identified and read by the plug-in; its fact stands among the case's."""
    answer = _run(python, "inspect", case)

    assert {"name": "packages", "value": 42, "sources": ["gate 7.dat"]} in answer["facts"]  # type: ignore[operator]


def test_a_plugin_that_fails_is_named_and_stops_nothing(python: Path, case: Path) -> None:
    """What a plug-in raises becomes a finding with its name; the file is still read by the others."""
    answer = _run(python, "inspect", case)

    exhibit = next(e for e in answer["exhibits"] if e["path"] == "clumsy.txt")  # type: ignore[attr-defined]
    assert any("clumsy" in f["message"] and "dropped it" in f["message"] for f in exhibit["findings"])


def test_an_installed_converter_shows_its_files(python: Path, case: Path, tmp_path: Path) -> None:
    """The plug-in's page stands in the bundle, and the manifest says what was done."""
    answer = _run(
        python,
        "build",
        case,
        "--for",
        "generic",
        "--draft",
        "--today",
        "2026-10-20",
        "--out",
        tmp_path / "out",
    )

    manifest = tmp_path / "out" / "tallied" / "generic" / "manifest.json"
    assert [o["status"] for o in answer["outcomes"]] == ["built"]  # type: ignore[attr-defined]
    assert "tally printed" in manifest.read_text()


def test_doctor_says_what_a_plugin_misses(python: Path) -> None:
    """`missing()` of every plug-in is shown."""
    done = subprocess.run(
        [str(python), "-m", "evidencekit", "doctor"], capture_output=True, text=True, check=False
    )

    assert "the tally printer's driver" in done.stdout
