"""Make the three sample cases, each file of them; seeded, so that the same program makes the same files.

    python samples/make_samples.py [FOLDER] [--no-photos]

Without FOLDER the cases are made beside this script. Needs the `dev` dependency group (numpy, pillow-heif).
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.dont_write_bytecode = True  # a __pycache__ here would look like a fourth case

import crushed_parcel  # noqa: E402 - after the line above
import short_inbound  # noqa: E402
import wet_container  # noqa: E402

DOCUMENTS: dict[str, Callable[[Path], None]] = {
    "crushed-parcel": crushed_parcel.documents,
    "short-inbound": short_inbound.documents,
    "wet-container": wet_container.documents,
}


def main() -> None:
    """Make the cases and say how large each one is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).resolve().parent)
    parser.add_argument("--no-photos", action="store_true", help="only papers, sheets and mails")
    wanted = parser.parse_args()
    for name, write in DOCUMENTS.items():
        folder = wanted.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        write(folder)
    if not wanted.no_photos:
        _photos(wanted.folder)
    for name in DOCUMENTS:
        files = [p for p in (wanted.folder / name).rglob("*") if p.is_file()]
        print(f"{name}: {len(files)} files, {sum(p.stat().st_size for p in files) / 1e6:.1f} MB")


def _photos(folder: Path) -> None:
    try:
        import parcel_pictures
    except ModuleNotFoundError as missing:
        sys.exit(f"The photos need {missing.name}: install the dev dependency group, or use --no-photos.")


if __name__ == "__main__":
    main()
