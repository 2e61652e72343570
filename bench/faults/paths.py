"""Names and links that mean harm: each function puts one into a case, or around it."""

import os
import socket
from collections.abc import Callable
from pathlib import Path


def _out_of(case: Path, secret: Path, *_: object) -> None:
    (case / "link.txt").symlink_to(secret)


def _folder_out(case: Path, secret: Path, *_: object) -> None:
    (case / "folder").symlink_to(secret.parent, target_is_directory=True)


def _circle(case: Path, *_: object) -> None:
    (case / "circle").symlink_to(case, target_is_directory=True)


def _to_itself(case: Path, *_: object) -> None:
    (case / "a.txt").symlink_to("a.txt")


def _nowhere(case: Path, *_: object) -> None:
    (case / "gone.pdf").symlink_to("/nowhere/at/all.pdf")


def _pipe(case: Path, *_: object) -> None:
    os.mkfifo(case / "invoice.txt")


def _socket(case: Path, *_: object) -> None:
    one = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(case)  # the name of a socket must be short
    try:
        one.bind("s.pdf")
    finally:
        os.chdir(here)
        one.close()


def _device(case: Path, *_: object) -> None:
    (case / "zero.bin").symlink_to("/dev/zero")


def _case_file_is_a_folder(case: Path, *_: object) -> None:
    (case / "case.toml").unlink()
    (case / "case.toml").mkdir()


def _case_file_out(case: Path, secret: Path, *_: object) -> None:
    (case / "case.toml").unlink()
    (case / "case.toml").symlink_to(secret)


def _strange(case: Path, *_: object) -> None:
    for name in ("a\nb.txt", "tab\t.txt", "-rf", "~$x.xlsx", " .txt", "…", "\u202etxt.exe", "x" * 250):
        (case / name).write_text("Invoice", encoding="utf-8")


def _not_utf8(case: Path, *_: object) -> None:
    Path(os.fsdecode(os.fsencode(case) + b"/caf\xe9.txt")).write_text("Invoice", encoding="utf-8")


def _deep(case: Path, *_: object) -> None:
    folder = case
    for n in range(60):
        folder = folder / f"level {n}"
    folder.mkdir(parents=True)
    (folder / "note.txt").write_text("Invoice", encoding="utf-8")


def _output_is_a_link(case: Path, secret: Path, *_: object) -> None:
    out = case.parent.parent / "out"
    out.mkdir()
    elsewhere = case.parent / "elsewhere"
    elsewhere.mkdir()
    (out / "case").symlink_to(elsewhere, target_is_directory=True)


def _output_is_a_file(case: Path, *_: object) -> None:
    out = case.parent.parent / "out"
    out.mkdir()
    (out / "case").write_text("a file", encoding="utf-8")


PATHS: dict[str, Callable[..., None]] = {
    "a link to a file outside": _out_of,
    "a link to a folder outside": _folder_out,
    "a link to the case itself": _circle,
    "a link to itself": _to_itself,
    "a link to nowhere": _nowhere,
    "a named pipe": _pipe,
    "a socket": _socket,
    "a link to a device without an end": _device,
    "a case.toml that is a folder": _case_file_is_a_folder,
    "a case.toml that leads outside": _case_file_out,
    "names of line breaks, options and turned writing": _strange,
    "a name that is no UTF-8": _not_utf8,
    "sixty folders deep": _deep,
    "an output that leads elsewhere": _output_is_a_link,
    "an output that is a file": _output_is_a_file,
}
