"""Make the three sample cases, each file of them; seeded, so that the same program makes the same files.

    python samples/make_samples.py [FOLDER] [--no-photos | --small-photos]

Without FOLDER the cases are made beside this script. Needs the `dev` dependency group (numpy, pillow-heif).
"""

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).resolve().parent)
    parser.add_argument("--no-photos", action="store_true", help="only papers, sheets and mails")
    parser.add_argument(
        "--small-photos", action="store_true", help="photos of 400 x 300 pixels, for a quick look"
    )
    wanted = parser.parse_args()
    for name, write in DOCUMENTS.items():
        folder = wanted.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        write(folder)
    if not wanted.no_photos:
        _pictures(wanted.folder, small=wanted.small_photos)
    for name in DOCUMENTS:
        files = [p for p in (wanted.folder / name).rglob("*") if p.is_file()]
        print(f"{name}: {len(files)} files, {sum(p.stat().st_size for p in files) / 1e6:.1f} MB")


def _pictures(folder: Path, *, small: bool) -> None:
    """Draw label, scan and photos, as many at once as there are processors."""
    try:
        import pillow_heif  # noqa: F401 - asked for before the long part begins
        from camera import SMALL, Lens
        from container_pictures import PHOTOS as CONTAINER
        from parcel_pictures import PHOTOS as PARCEL
        from parcel_pictures import flat_pictures
    except ModuleNotFoundError as missing:
        sys.exit(f"The photos need {missing.name}: install the dev dependency group, or use --no-photos.")
    lens = SMALL if small else Lens()
    flat_pictures(folder / "crushed-parcel")
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(photo.take, folder / "crushed-parcel", lens) for photo in PARCEL]
        waiting += [pool.submit(photo.take, folder / "wet-container", lens) for photo in CONTAINER]
        for photo in waiting:
            photo.result()


if __name__ == "__main__":
    main()
