"""A new file for a person to fill in."""

from pathlib import Path

from evidencekit.errors import CannotWriteError


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; one that is, perhaps filled in, stays. Raise `CannotWriteError`."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise CannotWriteError(
            f"{path} is there already; choose another name, so that nothing is lost."
        ) from None
    except OSError as reason:
        raise CannotWriteError(f"{path} cannot be written: {reason.strerror or reason}.") from reason
