"""A machine with no libmagic, no fonts and no LibreOffice builds the same bundles."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent.parent / "samples" / "crushed-parcel"

HIDE = """
set -e
for folder in /usr/share/fonts /usr/local/share/fonts /usr/lib/libreoffice /opt/libreoffice* /usr/share/misc; do
    if [ -d "$folder" ]; then mount -t tmpfs none "$folder"; fi
done
for file in $(find /usr/lib /usr/local/lib /lib -maxdepth 3 -name 'libmagic*' 2>/dev/null) $(command -v soffice libreoffice || true); do
    if [ -e "$file" ]; then mount --bind /dev/null "$(readlink -f "$file")" 2>/dev/null || true; fi
done
export HOME="$1/home" PATH="$(dirname "$2"):/usr/bin:/bin"
mkdir -p "$HOME"
exec "$2" -m evidencekit build "$3" --today 2026-10-20 --out "$1/out" --json
"""


def test_the_demo_needs_no_system_package(tmp_path: Path) -> None:
    """In a mount namespace where they are hidden, the sample is built, and no letter loses a word."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed: nothing can be hidden from the program")
    allowed = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True,
        check=False,
    )
    if allowed.returncode != 0:
        pytest.skip("this system allows no mount namespace: nothing can be hidden from the program")

    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", HIDE, "sh", str(tmp_path), sys.executable, str(SAMPLE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert '"status": "built"' in done.stdout
    assert "words-missing" not in done.stdout
    assert (tmp_path / "out" / "crushed-parcel" / "ups-us" / "bundle.pdf").read_bytes().startswith(b"%PDF")
