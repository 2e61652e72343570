"""The command line: parsing, exit codes, one line of output; what commands say is tested with the views."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evidencekit import __version__
from evidencekit.cli import main
from evidencekit.errors import CaseError
from evidencekit.model.casefile import CaseFile
from evidencekit.tomlfile import load_toml

LETTER = """Notice of claim

Tracking number: 1Z999AA10123456784
Ship date: 2026-09-04
Delivery date: 2026-09-10
The parcel was delivered crushed.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case of one letter and one file that says nothing."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "notice of claim.txt").write_text(LETTER)
    (case / "thing.dat").write_bytes(bytes(range(256)) * 4)
    return case


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_version_is_the_packages() -> None:
    """`--version` says name and version."""
    assert run("--version").output == f"evidencekit, version {__version__}\n"


@pytest.mark.parametrize(
    "command", ["init", "inspect", "check", "build", "batch", "verify", "recipients", "templates", "doctor"]
)
def test_every_command_has_help(command: str) -> None:
    """Each says what it does."""
    done = run(command, "--help")

    assert done.exit_code == 0
    assert "Usage" in done.stdout


@pytest.mark.parametrize("day", ["20.10.2026", "2026-13-01", "20261020", "2026-W43-2", "tomorrow"])
def test_a_date_has_one_form(folder: Path, day: str) -> None:
    """Any other form could be read two ways: usage error."""
    done = run("check", folder, "--for", "generic", "--today", day)

    assert done.exit_code == 2
    assert "write it as 2026-10-20" in done.stderr


def test_no_command_or_folder_is_a_usage_error() -> None:
    """Exit code 2."""
    assert run("build").exit_code == 2
    assert run("bild").exit_code == 2


def test_inspect_answers_in_json(folder: Path) -> None:
    """Stdout is the answer and nothing else."""
    done = run("inspect", folder, "--json")
    answer = json.loads(done.stdout)

    assert done.exit_code == 0
    assert {e["path"] for e in answer["exhibits"]} == {"notice of claim.txt", "thing.dat"}
    assert done.stderr == ""


def test_inspect_shows_a_table_of_eighty_columns(folder: Path) -> None:
    """Every file and what was read, within a terminal's width, and no name can steer the terminal."""
    (folder / "evil \x1b[31m\u202egpj.txt").write_text("nothing")

    done = run("inspect", folder)

    assert done.exit_code == 0
    assert "1Z999AA10123456784" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert not {"\x1b", "\u202e"} & set(done.stdout)


def test_check_says_not_ready_with_exit_code_3(folder: Path) -> None:
    """UPS asks for photos that are not there."""
    done = run("check", folder, "--for", "ups-us", "--today", "2026-10-20")

    assert done.exit_code == 3
    assert "missing:" in done.stdout
    assert "2026-11-09" in done.stdout


def test_check_without_a_recipient_says_how_to_name_one(folder: Path) -> None:
    """Nothing asked is never `ready`."""
    done = run("check", folder)

    assert done.exit_code == 2
    assert "--for" in done.stderr


def test_an_unknown_recipient_names_the_nearest(folder: Path) -> None:
    """One sentence on stderr, under the program's name."""
    done = run("check", folder, "--for", "ups-uss")

    assert done.exit_code == 2
    assert done.stderr.startswith("evidencekit: ")
    assert "ups-us" in done.stderr


def test_check_of_several_folders_has_one_entry_each(folder: Path, tmp_path: Path) -> None:
    """One that cannot be read is told, the others are checked, and the gravest code counts."""
    done = run("check", folder, tmp_path / "absent", "--for", "generic", "--json")

    assert [c["case"] for c in json.loads(done.stdout)["cases"]] == ["case"]
    assert done.exit_code == 4
    assert "absent" in done.stderr


def test_build_prints_where_the_bundle_is(folder: Path, tmp_path: Path) -> None:
    """The folder on stdout; JSON holds the outcome."""
    out = tmp_path / "out"
    shown = run("build", folder, "--for", "generic", "--draft", "--today", "2026-10-20", "--out", out)
    told = run(
        "build", folder, "--for", "generic", "--draft", "--today", "2026-10-20", "--out", out, "--json"
    )

    assert shown.exit_code == told.exit_code == 0
    assert str(out / "case" / "generic") in shown.stdout
    outcome = json.loads(told.stdout)["outcomes"][0]
    assert (outcome["status"], outcome["recipient"]) == ("built", "generic")
    assert (out / "case" / "generic" / "review.html").is_file()


def test_a_refusal_says_why_and_has_exit_code_3(folder: Path, tmp_path: Path) -> None:
    """Nothing is written."""
    done = run("build", folder, "--for", "ups-us", "--out", tmp_path / "out")

    assert done.exit_code == 3
    assert "refused" in done.stdout
    assert "blocking" in done.stderr
    assert not (tmp_path / "out").exists()


def test_out_inside_the_case_is_refused(folder: Path) -> None:
    """Before anything is read."""
    done = run("build", folder, "--for", "generic", "--out", folder / "out")

    assert done.exit_code == 2
    assert "inside the case folder" in done.stderr


def test_two_folders_of_one_name_are_refused(folder: Path, tmp_path: Path) -> None:
    """Case and CASE too: some file systems take them for one."""
    twin = tmp_path / "other" / "CASE"
    twin.mkdir(parents=True)
    (twin / "a.txt").write_text("x")

    done = run("build", folder, twin, "--for", "generic", "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert "same name" in done.stderr


def test_batch_builds_every_folder_and_tells_each(folder: Path, tmp_path: Path) -> None:
    """One bad case never stops the rest; the gravest code counts."""
    root = tmp_path / "root"
    root.mkdir()
    folder.rename(root / "good")
    (root / "empty").mkdir()

    done = run(
        "batch", root, "--for", "generic", "--draft", "--jobs", "1", "--out", tmp_path / "out", "--json"
    )

    assert {o["case"]: o["status"] for o in json.loads(done.stdout)["outcomes"]} == {
        "good": "built",
        "empty": "failed",
    }
    assert done.exit_code == 4
    assert "empty" in done.stderr
    assert "Traceback" not in done.stderr


def test_batch_takes_a_folder_of_case_folders(folder: Path, tmp_path: Path) -> None:
    """A file, and a folder without folders, are usage errors that say what to do."""
    assert (
        "holds no case folders" in run("batch", folder, "--for", "generic", "--out", tmp_path / "out").stderr
    )
    assert (
        "is a file"
        in run("batch", folder / "thing.dat", "--for", "generic", "--out", tmp_path / "out").stderr
    )


def test_verify_tells_a_changed_file(folder: Path, tmp_path: Path) -> None:
    """0 as sealed, 3 once a byte differs, and the file is named."""
    out = tmp_path / "out"
    run("build", folder, "--for", "generic", "--draft", "--out", out)
    built = out / "case" / "generic"
    sealed = run("verify", built)
    with (built / "manifest.json").open("a") as manifest:
        manifest.write(" ")

    changed = run("verify", built, "--json")

    assert sealed.exit_code == 0
    assert "is what was sealed" in sealed.stdout
    assert changed.exit_code == 3
    assert json.loads(changed.stdout)["ok"] is False


def test_init_writes_what_the_evidence_says(folder: Path) -> None:
    """The file loads again and holds number and dates with their source, and questions for the rest."""
    done = run("init", folder, "--for", "ups-us")
    file = load_toml(folder / "case.toml", CaseFile, CaseError)
    text = (folder / "case.toml").read_text()

    assert done.exit_code == 0
    assert done.stdout.strip() == str(folder / "case.toml")
    assert file.recipients == ("ups-us",)
    assert file.consignment.tracking_numbers == ("1Z999AA10123456784",)
    assert {e.value: d.isoformat() for e, d in file.events.items()} == {
        "ship_date": "2026-09-04",
        "delivery_date": "2026-09-10",
    }
    assert "# notice of claim.txt" in text
    assert '[evidence."thing.dat"]' in text
    assert '# "packaging-kept" = true' in text
    assert run("check", folder, "--today", "2026-10-20").exit_code == 3


def test_init_never_overwrites_unasked(folder: Path) -> None:
    """A person's words stay; with --force they are kept as comments in the new file."""
    (folder / "case.toml").write_text('reference = "MINE"\n\n[secrets]\n"a.pdf" = "pass"\n')

    refused = run("init", folder)
    kept = (folder / "case.toml").read_text()
    forced = run("init", folder, "--force")

    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert kept.startswith('reference = "MINE"')
    assert forced.exit_code == 0
    assert tomllib.loads((folder / "case.toml").read_text())["reference"] == "MINE"
    assert '# "a.pdf" = "pass"' in (folder / "case.toml").read_text()


def test_init_survives_strange_names(folder: Path) -> None:
    """Quotes, backslashes, line breaks, emoji and marks that turn a line round: the file loads, under the same path."""
    names = ['say "hi" \\ there.dat', "two\nlines.dat", "照片 🎉 \u202egpj.dat", "delete\x7f.dat"]
    for number, name in enumerate(names):
        (folder / name).write_bytes(bytes(range(256)) + bytes([number]))

    asked = {
        e["path"]
        for e in json.loads(run("inspect", folder, "--json").stdout)["exhibits"]
        if e["kind"] == "other"
    }

    assert run("init", folder).exit_code == 0
    assert len(asked) >= len(names)
    assert asked == set(load_toml(folder / "case.toml", CaseFile, CaseError).evidence)


def test_recipients_and_templates_are_listed() -> None:
    """Each with its id, also as JSON."""
    assert "ups-us" in run("recipients").stdout
    assert "ups-us" in [r["id"] for r in json.loads(run("recipients", "--json").stdout)["recipients"]]
    assert run("recipients", "--json").stdout == run("recipients", "list", "--json").stdout
    assert run("templates", "--json").stdout == run("templates", "list", "--json").stdout
    assert "claim-letter" in run("templates").stdout


def test_recipients_show_says_what_is_wanted() -> None:
    """Requirements and windows with their sources; an unknown one names the nearest."""
    shown = run("recipients", "show", "ups-us")

    assert shown.exit_code == 0
    assert "photo of the damaged item" in shown.stdout
    assert "60" in shown.stdout
    assert run("recipients", "show", "ups-uss").exit_code == 2


def test_recipients_check_finds_a_slip(tmp_path: Path) -> None:
    """The built-in profiles pass; a wrong one has exit code 5 and says where."""
    place = tmp_path / "recipients" / "mine"
    place.mkdir(parents=True)
    (place / "mine.toml").write_text('id = "mine"\ntitel = "Mine"\n')

    slip = run("recipients", "check", "--templates", tmp_path)

    assert run("recipients", "check").exit_code == 0
    assert slip.exit_code == 5
    assert "titel" in slip.stderr + slip.stdout


def test_templates_eject_and_check(tmp_path: Path) -> None:
    """A copy comes out once, is sound, and is never overwritten."""
    first = run("templates", "eject", "claim-letter", "--into", tmp_path)
    copy = Path(first.stdout.strip())

    assert first.exit_code == 0
    assert copy.is_file()
    assert run("templates", "check", copy).exit_code == 0
    assert run("templates", "eject", "claim-letter", "--into", tmp_path).exit_code == 8
    assert run("templates", "eject", "claim-lettr", "--into", tmp_path).exit_code == 2


def test_templates_check_tells_a_broken_tag(tmp_path: Path) -> None:
    """Exit code 5, and the line."""
    (tmp_path / "message.txt").write_text("Dear Sirs,\n{{ nobody_knows_this }}\n")

    done = run("templates", "check", tmp_path / "message.txt")

    assert done.exit_code == 5
    assert "nobody_knows_this" in done.stdout


def test_doctor_names_every_plugin() -> None:
    """With what is missing, also as JSON."""
    plugins = json.loads(run("doctor", "--json").stdout)["plugins"]

    assert {p["group"] for p in plugins} >= {"extractors", "converters", "engines", "deliveries"}
    assert "embedded" in run("doctor").stdout


def test_what_is_unexpected_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, no traceback; -v shows it."""

    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    # The fault is put where the program meets the outside: the reading of a folder.
    monkeypatch.setattr(Path, "iterdir", fail)
    monkeypatch.setattr(os, "scandir", fail)
    monkeypatch.setattr(os, "walk", fail)
    quiet, loud = run("inspect", folder), run("inspect", folder, "-v")

    assert quiet.exit_code == loud.exit_code == 1
    assert quiet.stderr.startswith("evidencekit: ")
    assert len(quiet.stderr.splitlines()) == 1
    assert "-v" in quiet.stderr
    assert "Traceback" in loud.stderr


def test_a_closed_pipe_is_quiet(folder: Path) -> None:
    """`evidencekit ... | head` ends without a word on stderr."""
    code = f"{sys.executable} -m evidencekit inspect '{folder}' --json | true"

    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_leaves_nothing_half_made(tmp_path: Path, number: int, code: int) -> None:
    """Ctrl-C half way: one sentence at most, the right exit code, no bundle in part."""
    root, out = tmp_path / "root", tmp_path / "out"
    for n in range(60):
        (root / f"case {n:02}").mkdir(parents=True)
        with (root / f"case {n:02}" / "scans.csv").open("w", newline="") as file:
            csv.writer(file).writerows(
                [("date", "status"), *[(f"2026-09-{d:02}", "scan") for d in range(1, 29)]]
            )
    command = [
        sys.executable,
        "-m",
        "evidencekit",
        "batch",
        str(root),
        "--for",
        "generic",
        "--draft",
        "--jobs",
        "1",
        "--out",
        str(out),
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(out.glob("*/generic/SHA256SUMS")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)

    # Python that is interrupted once more on its way out dies of the signal, which a shell shows as the same 130.
    assert process.returncode in {code, -number}, said
    assert "Traceback" not in said
    finished = [p.parent for p in out.glob("*/*/SHA256SUMS")]
    assert finished
    assert {p for p in out.glob("*/*") if p.is_dir()} == set(finished)
