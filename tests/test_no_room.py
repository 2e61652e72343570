"""Where the machine has no room, no file is blamed for it, and nothing is built without what did not fit."""

import errno
import os
from pathlib import Path

import pytest

from builders_harm import harmed, run_harmed
from builders_intake import coded, noise
from evidencekit.noroom import no_room

BUILD = ("--for", "generic", "--draft", "--today", "2026-10-20", "--json", "--out")


@pytest.mark.skipif(os.name != "posix", reason="the length of files is limited by the system")
def test_a_photo_that_finds_no_room_is_not_called_damaged(tmp_path: Path) -> None:
    """Its page is longer than a file may become: nothing is built, although a draft was asked for."""
    case = harmed(tmp_path / "case", "letter.txt")
    (case / "IMG_1.jpg").write_bytes(coded(noise((1200, 900)), "JPEG", quality=90))

    run = run_harmed(tmp_path, ["build", case, *BUILD, tmp_path / "out"], limits="output=100K")

    (outcome,) = run.answer["outcomes"]
    assert run.code == 8, run.said
    assert [f["message"] for f in outcome["findings"]] == [
        "A file would have become longer than one may; allow more with EVIDENCEKIT_LIMITS=output=16G. What was built before stands."
    ]
    assert not (tmp_path / "out" / "case").exists()
    assert not run.left


def _wrapped(reason: OSError) -> RuntimeError:
    told = RuntimeError("the encoder failed")
    told.__cause__ = reason
    return told


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "The disk is full"),
        (OSError(f"cannot write: {os.strerror(errno.ENOSPC)}"), "The disk is full"),
        (_wrapped(OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))), "The disk is full"),
        (OSError(errno.EFBIG, os.strerror(errno.EFBIG)), "EVIDENCEKIT_LIMITS=output=16G"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "ulimit -n"),
    ],
)
def test_what_the_machine_lacks_is_found_below_what_a_library_says(reason: BaseException, said: str) -> None:
    assert said in str(no_room(reason))


@pytest.mark.parametrize(
    "reason",
    [
        OSError(errno.ENOENT, os.strerror(errno.ENOENT), f"{os.strerror(errno.ENOSPC)}.pdf"),
        ValueError(f"{os.strerror(errno.EFBIG)}.zip is damaged"),
        OSError("image file is truncated"),
    ],
)
def test_a_strangers_file_name_fills_no_disk(reason: BaseException) -> None:
    assert no_room(reason) is None
