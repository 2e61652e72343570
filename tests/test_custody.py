"""Custody: what happened to each file stands in the manifest, and the same bytes can be made again from it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from builders_intake import mail, pdf, zipped
from evidencekit.errors import UsageError
from evidencekit.pipeline import build
from evidencekit.rebuild import rebuild

TODAY = date(2026, 10, 20)
CASE = """
# the password of the old statement was "hunter2"
reference = "HH-\\u0031 \\"quoted\\""
recipients = ["generic"]

[claimant]
name = "Harbor Home Goods LLC"
address = "1200 Pine Street\\nSeattle"

[loss]
amount = "125.00 USD"

[events]
delivery_date = 2026-09-10

[[goods]]
sku = "SKU-1"
quantity = 24

[evidence."letter.txt"]
title = "What the driver said"

[secrets]
"statement.pdf" = "correct horse battery"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("custody")
    case = place / "crushed"
    (case / "more").mkdir(parents=True)
    (case / ".hidden").mkdir()
    (case / "case.toml").write_text(CASE)
    (case / "letter.txt").write_text("The parcel 1Z999AA10123456784 arrived crushed.")
    (case / "more" / "invoice: one.pdf").write_bytes(pdf("Invoice 17", "Total 125.00 USD"))
    (case / "Thumbs.db").write_bytes(b"x")
    (case / "papers.zip").write_bytes(zipped(("inside.txt", b"An old note.")))
    note = mail()
    note.add_attachment(b"Attached words.", maintype="text", subtype="plain", filename="said.txt")
    (case / "notice.eml").write_bytes(note.as_bytes())
    (outcome,) = build(case, into=place / "out", today=TODAY, draft=True)
    assert outcome.folder is not None
    return outcome.folder


def _account(folder: Path) -> dict[str, object]:
    account: dict[str, object] = json.loads((folder / "manifest.json").read_text())
    return account


def test_every_file_has_its_events_in_order(made: Path) -> None:
    """Arrived, hashed, identified, read, converted, placed, copied and hashed again; a member says what it came out of."""
    rows = {row["path"]: row for row in json.loads((made / "manifest.json").read_text())["files"]}

    events = rows["letter.txt"]["events"]
    assert [e["event"] for e in events] == [
        "arrived", "hashed", "identified", "read", "converted", "placed", "copied", "hashed again",
    ]  # fmt: skip
    assert "text" in events[3]["by"]
    assert events[4]["by"] == "text"
    assert events[5]["first_page"] == rows["letter.txt"]["first_page"]
    assert events[1]["sha256"] == events[7]["sha256"] == rows["letter.txt"]["sha256"]
    inside = rows["papers.zip/inside.txt"]["events"]
    assert inside[0] == {"event": "unpacked", "from": "papers.zip", "bytes": 12}
    assert "copied" not in [e["event"] for e in inside]


def test_the_manifest_says_what_it_was_made_with(made: Path) -> None:
    """Versions of tools, of the profile and of every template; the settings; and nothing of the clock."""
    account = json.loads((made / "manifest.json").read_text())

    assert {"pikepdf", "pypdfium2", "reportlab"} <= account["made_with"]["packages"].keys()
    assert account["settings"]["draft"] is True
    assert len(account["profile_sha256"]) == len(account["data"]["sha256"]) == 64
    assert all(len(row["template_sha256"]) == 64 for row in account["letters"])
    assert {"started", "finished"} <= json.loads((made / "log.json").read_text()).keys()


def test_a_case_file_that_travels_has_lost_its_secrets(made: Path) -> None:
    """No password and no comment goes along; everything else that was written does."""
    everything = b"".join(p.read_bytes() for p in made.rglob("*") if p.is_file())

    assert b"correct horse" not in everything
    assert b"hunter2" not in everything
    assert "What the driver said" in (made / "case.toml").read_text()


def test_the_same_bytes_can_be_made_again(made: Path) -> None:
    """From the finished folder alone, names that no other system takes and files that were left out included."""
    rebuilt = rebuild(made)

    assert rebuilt.ok, [c for c in rebuilt.checks if not c.ok]
    assert "byte for byte" in rebuilt.checks[-1].detail


def test_a_folder_that_was_changed_is_not_built_again(made: Path, tmp_path: Path) -> None:
    """What it would be built from is not what was sealed, and it says so."""
    folder = Path(shutil.copytree(made, tmp_path / "generic"))
    (folder / "originals/letter.txt").write_text("Other words.")

    rebuilt = rebuild(folder)

    assert not rebuilt.ok
    assert "not built again" in rebuilt.checks[-1].detail


def test_another_library_is_named(made: Path, tmp_path: Path) -> None:
    """Built with other templates, it says that profiles or templates are not those of then."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "reasons.toml").write_text("[[reason]]\nid = 'x'\n")

    rebuilt = rebuild(made, templates=tmp_path)

    assert not rebuilt.ok


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/hostname", "a/../../b"])
def test_a_hostile_manifest_writes_nowhere_else(made: Path, tmp_path: Path, path: str) -> None:
    """A path that leads out of the folder is refused."""
    import hashlib

    folder = Path(shutil.copytree(made, tmp_path / "generic"))
    manifest, sums = folder / "manifest.json", folder / "SHA256SUMS"
    old = hashlib.sha256(manifest.read_bytes()).hexdigest()
    account = json.loads(manifest.read_text())
    account["files"][0]["path"] = path
    manifest.write_text(json.dumps(account))
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(manifest.read_bytes()).hexdigest()))

    rebuilt = rebuild(folder)

    assert not rebuilt.ok
    assert not (tmp_path / "outside.txt").exists()


def test_a_folder_without_settings(made: Path, tmp_path: Path) -> None:
    """Nothing says how it was built: a matter of usage."""
    folder = Path(shutil.copytree(made, tmp_path / "generic"))
    (folder / "manifest.json").write_text("{}")

    with pytest.raises(UsageError, match="how it was built"):
        rebuild(folder)
