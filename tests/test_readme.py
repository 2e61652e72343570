"""What README shows works as it stands there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_runs(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The code of README, in a folder that has the samples beside it, says ready and built."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)

    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - it is our own README

    told = capsys.readouterr().out
    assert "ups-us ready []" in told or "ups-us ready" in told
    assert "built" in told


def test_the_commands_it_names_exist() -> None:
    """Each `evidencekit <command>` of README is one."""
    from evidencekit.cli import main

    named = set(
        re.findall(
            r"evidencekit (inspect|check|init|build|batch|verify|recipients|templates|doctor)\b",
            (ROOT / "README.md").read_text("utf-8"),
        )
    )

    assert {"inspect", "check", "init", "build", "batch", "recipients", "verify"} <= named
    assert named <= set(main.commands)
