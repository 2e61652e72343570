"""Passwords come from `[secrets]`, a file or the keyboard, and stand in nothing that is made or said."""

import json
import os
import select
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders_intake import locked_pdf
from evidencekit.errors import CaseError, UsageError
from evidencekit.passwords import Passwords, read_passwords
from evidencekit.steps.intake import open_case

WORD = "correct-horse-7"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of one locked statement."""
    folder = tmp_path / "cases" / "case"
    folder.mkdir(parents=True)
    (folder / "statement.pdf").write_bytes(locked_pdf(user=WORD, owner="master"))
    return folder


def _environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "temporary").mkdir(exist_ok=True)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "TMPDIR": str(tmp_path / "temporary"),
        "EVIDENCEKIT_CACHE": str(tmp_path / "cache"),
    }


def _run(tmp_path: Path, *arguments: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "evidencekit", *map(str, arguments)],
        capture_output=True, check=False, env=_environment(tmp_path), stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


def _building(tmp_path: Path, case: Path, *more: object) -> tuple[object, ...]:
    return (
        "build",
        case,
        "--for",
        "generic",
        "--draft",
        "--today",
        "2026-10-20",
        "--out",
        tmp_path / "out",
        *more,
    )


def _treatment(tmp_path: Path) -> str:
    manifest = tmp_path / "out" / "case" / "generic" / "manifest.json"
    (row,) = json.loads(manifest.read_text("utf-8"))["files"]
    return str(row["treatment"])


def _all_bytes(*places: Path) -> Iterator[tuple[Path, bytes]]:
    for place in places:
        for path in place.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()


@pytest.mark.parametrize(
    "written", [WORD, f'"statement.pdf" = "{WORD}"', f"other\n\n[secrets]\n'x' = 1\n{WORD}\n"]
)
@pytest.mark.parametrize("command", ["build", "batch", "inspect", "check"])
def test_a_file_of_passwords_opens_what_is_locked(
    case: Path, tmp_path: Path, written: str, command: str
) -> None:
    """And the password stands in no file that is left, and in no word that is said, also with -v and --json."""
    if command != "build" and written != WORD:
        pytest.skip("one form is enough for this command")
    file = tmp_path / "words.txt"
    file.write_text(written)
    arguments = {
        "build": _building(tmp_path, case, "-v"),
        "batch": (
            "batch", case.parent, "--for", "generic", "--draft", "--out", tmp_path / "out", "--jobs", "2", "-v", "--today", "2026-10-20",
        ),
        "inspect": ("inspect", case, "--json", "-v"),
        "check": ("check", case, "--for", "generic", "--json", "-v"),
    }[command]  # fmt: skip

    run = _run(tmp_path, *arguments, "--password-file", file)

    assert run.returncode in {0, 3}, run.stderr
    if command in {"build", "batch"}:
        assert "opened with its password" in _treatment(tmp_path)
    elif command == "inspect":
        (exhibit,) = json.loads(run.stdout)["exhibits"]
        assert exhibit["pages"] == 1
    assert WORD.encode() not in run.stdout + run.stderr
    left = list(_all_bytes(tmp_path / "out", tmp_path / "cache", tmp_path / "temporary"))
    assert [path for path, content in left if WORD.encode() in content] == []


def test_a_password_stands_in_no_traceback(case: Path, tmp_path: Path) -> None:
    """Not where the output cannot be written, with -v."""
    file = tmp_path / "words.txt"
    file.write_text(WORD)
    (tmp_path / "out").write_text("a file where a folder should be")

    run = _run(tmp_path, *_building(tmp_path, case, "-v", "--password-file", file))

    assert run.returncode
    assert WORD.encode() not in run.stdout + run.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f'"statement.pdf" = "{WORD}'.encode(), "Line 1 of the password file"),
        (f'x\n"statement.pdf" = "{WORD}" # {WORD}"'.encode() + b"\n\"a\" = 'b' c", "Line 3"),
        (b"\xff\xfe" + WORD.encode("utf-16-le"), "not UTF-8"),
    ],
)
def test_a_slip_in_the_file_is_told_without_the_password(tmp_path: Path, content: bytes, said: str) -> None:
    """By the number of the line."""
    file = tmp_path / "words.txt"
    file.write_bytes(content)

    with pytest.raises(UsageError, match=said) as raised:
        read_passwords(file)

    assert WORD not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    "written",
    [
        f'[secrets]\n"a.pdf" = "{WORD}\n',
        f'[secrets]\n"a.pdf" = {WORD}\n',
        f'[Secret]\n"a.pdf" = "{WORD}"\n',
        f'secrets."a.pdf" = {WORD}\n',
        '[secrets]\n"a.pdf" = 12345678\n',
    ],
)
def test_a_slip_in_the_secrets_is_told_without_the_password(case: Path, written: str) -> None:
    """By the number of the line, or the key; a traceback has nothing of it either."""
    (case / "case.toml").write_text(written)

    with pytest.raises(CaseError, match=r"case\.toml line") as raised:
        open_case(case)

    told = "".join(traceback.format_exception(raised.value))
    assert WORD not in told
    assert "12345678" not in told


def test_a_password_shows_itself_to_nobody(tmp_path: Path) -> None:
    """Neither it nor what holds it."""
    file = tmp_path / "words.txt"
    file.write_text(f'{WORD}\n"a.pdf" = "{WORD}"')
    given = read_passwords(file)

    assert WORD not in f"{given!r} {given} {given.everywhere} {given.words}"
    assert list(given.to_try("b.pdf")) == [WORD, WORD]


def test_what_lacks_a_locked_file_is_built_again_once_there_is_a_password(case: Path, tmp_path: Path) -> None:
    """Nothing else of the input changed."""
    file = tmp_path / "words.txt"
    file.write_text(WORD)
    batch = ("batch", case.parent, "--for", "generic", "--draft", "--out", tmp_path / "out", "--jobs", "1", "--today", "2026-10-20", "--json")  # fmt: skip

    _run(tmp_path, *batch)
    before = _treatment(tmp_path)
    with_it = json.loads(_run(tmp_path, *batch, "--password-file", file).stdout)["outcomes"][0]
    again = json.loads(_run(tmp_path, *batch, "--password-file", file).stdout)["outcomes"][0]

    assert before == "explained"
    assert with_it["unchanged"] is False
    assert "opened with its password" in _treatment(tmp_path)
    assert again["unchanged"] is True


def test_people_are_asked_once_for_a_file_and_the_answer_serves_the_next() -> None:
    """An empty answer means to go on without; a wrong one is asked again, twice."""
    asked: list[str] = []

    def answer(path: str) -> str | None:
        asked.append(path)
        return None if path == "refused.pdf" else WORD

    given = Passwords(ask=answer).beside({})
    opened = next(given.to_try("a.zip"))
    known = next(given.to_try("b.pdf"))
    list(given.to_try("refused.pdf"))
    list(given.to_try("refused.pdf"))

    assert (opened, known) == (WORD, WORD)
    assert asked == ["a.zip", "refused.pdf"]
    assert list(given.settled().to_try("c.pdf")) == [WORD]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
@pytest.mark.parametrize("command", ["build", "inspect"])
def test_on_a_terminal_the_person_is_asked(case: Path, tmp_path: Path, command: str) -> None:
    """What is typed is not shown, opens the file, and stands nowhere."""
    import pty

    arguments = _building(tmp_path, case) if command == "build" else ("inspect", case)
    environment = {**_environment(tmp_path), "TERM": "dumb"}
    child, terminal = pty.fork()
    if child == 0:
        os.execve(  # noqa: S606
            sys.executable, [sys.executable, "-m", "evidencekit", *map(str, arguments)], environment
        )
    said = _until(terminal, b"go on without it): ")
    assert b"Password for statement.pdf" in said
    os.write(terminal, WORD.encode() + b"\n")
    said += _until(terminal, None)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0, said
    assert WORD.encode() not in said
    if command == "build":
        assert "opened with its password" in _treatment(tmp_path)
        assert [
            p for p, content in _all_bytes(tmp_path / "out", tmp_path / "cache") if WORD.encode() in content
        ] == []


def _until(terminal: int, sign: bytes | None) -> bytes:
    """Read what is said on a terminal up to a sign, or to its end."""
    said, until = b"", time.monotonic() + 60
    while time.monotonic() < until and (sign is None or sign not in said):
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                more = os.read(terminal, 4096)
            except OSError:  # its other end is closed
                return said
            if not more:
                return said
            said += more
    return said


def test_without_a_terminal_nobody_is_asked(case: Path, tmp_path: Path) -> None:
    """The file is explained, and the run ends."""
    run = _run(tmp_path, *_building(tmp_path, case))

    assert run.returncode == 0
    assert b"Password" not in run.stdout + run.stderr
    assert _treatment(tmp_path) == "explained"
