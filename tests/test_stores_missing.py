"""Stores whose library is not installed: one sentence that says what brings it."""

import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT = """
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {'gcsfs', 'adlfs', 'paramiko', 's3fs'}:
            raise ModuleNotFoundError(f'No module named {name!r}', name=name)
sys.meta_path.insert(0, Without())
from evidencekit.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("address", "extra"),
    [("s3://b/cases", "s3"), ("gs://b/cases", "gs"), ("az://b/cases", "az"), ("abfs://b/cases", "az"), ("sftp://h/cases", "sftp")],
)  # fmt: skip
def test_what_speaks_to_a_store_is_named_where_it_is_missing(
    tmp_path: Path, address: str, extra: str
) -> None:
    command = [sys.executable, "-c", _WITHOUT, "batch", address, "--out", str(tmp_path / "out")]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 7
    assert f'`pip install "evidencekit[{extra}]"` brings what does.' in done.stderr
    assert "Traceback" not in done.stderr
