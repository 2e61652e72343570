"""Profiles and regimes as files: found by their place, checked line by line, compared, and described for editors."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evidencekit.cli import main
from evidencekit.errors import ProfileError, UsageError
from evidencekit.resources import Library, builtin_templates, open_library
from evidencekit.rulecheck import check_rules
from evidencekit.rulefiles import PROFILES, REGIMES, ids
from evidencekit.steps.profiles import load_profiles, versions

HEAD = """
id = "acme"
title = "Acme"
recipient = "Acme"
addressed_as = "carrier"

[sources.terms]
text = "acme.example/terms"
read_on = 2026-01-01
confidence = "H"
"""
WINDOW = """
[[version.windows]]
id = "claim"
action = "claim"
latest = { anchors = ["delivery_date"], plus = 60 }
source = "terms"
"""


def _own(tmp_path: Path, body: str, *, head: str = HEAD, name: str = "acme/acme") -> Path:
    """Write a profile of one's own and return the folder of templates that holds it."""
    path = tmp_path / "recipients" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "\n[[version]]\nletters = []\n" + body)
    return tmp_path


def _run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["recipients", *arguments])


def _told(folder: Path, name: str = "acme") -> list[tuple[str, str]]:
    return [(f.severity.value, f.message) for c in check_rules(folder) if c.id == name for f in c.findings]


LAWS = {
    "carmack", "china-maritime", "china-postal", "cim", "cmr", "hague", "hague-visby", "hamburg", "montreal",
    "nmfc-concealed-damage", "smgs", "us-cogsa", "warsaw",
}  # fmt: skip
CONDITIONS = {"bifa", "fiata-fbl", "nsab"}
"""They hold only where a contract names them."""


def test_every_file_that_came_with_the_program_is_sound() -> None:
    """Keys, sources, names, windows and examples of every version."""
    found = check_rules()

    assert [(c.id, f.message) for c in found for f in c.findings if f.severity.value != "note"] == []
    regimes = {c.id for c in found if c.sort == "regime"}
    assert regimes == LAWS | CONDITIONS
    # Of SMGS and BIFA the sources give no window, so there is nothing to count.
    assert {c.id for c in found if c.sort == "regime" and c.examples} == regimes - {"bifa", "smgs"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (WINDOW.replace("action", "actoin"), "acme.toml line 17: unknown key `version.[0].windows.[0].actoin` (did you mean `action`?)."),
        (WINDOW.replace('"terms"', '"term"'), "acme.toml line 19: there is no source 'term' under [sources] (did you mean 'terms'?)."),
        (WINDOW.replace("delivery_date", "delivry_date"), "did you mean `delivery_date`"),
        (WINDOW.replace("latest", "# latest"), "acme: window claim has neither `earliest` nor `latest`."),
        (WINDOW.replace("plus = 60", "plus = -1"), "acme: window claim has an end before its anchor: `plus` is -1."),
        (WINDOW.replace("plus = 60", 'plus = 60, choose = "latest"'), "acme: window claim chooses the latest of a single anchor."),
        (WINDOW + 'earliest = { anchors = ["delivery_date"], plus = 61 }\n', "acme: window claim ends before it begins."),
        (WINDOW.replace('"claim"\nlatest', '"decide"\nlatest'), "acme: window claim: `decide` is the recipient's to do; `whose` says claimant."),
        (WINDOW + WINDOW, "acme: windows holds the id claim more than once."),
        (WINDOW + 'stops_clock_by = ["prayer"]\n', "acme: window claim: `stops_clock_by` 'prayer' is not one of"),
        (WINDOW + 'holidays_of = "Ruritania"\n', "acme: window claim: `holidays_of` 'Ruritania' is no country."),
        (WINDOW + 'when = { from_countries = ["USA"] }\n', "acme: window claim: 'USA' in `from_countries` is no country's two letters."),
        (WINDOW + 'when = { confirmed = ["kept"] }\n', "acme: window claim hangs on [confirmed] kept, and no confirmation asks for it."),
        (WINDOW + '[[version.examples]]\nwindow = "claim"\nevents = { delivery_date = 2026-09-10 }\nlatest = 2026-11-10\n', "acme: with delivery_date 2026-09-10 the window claim ends 2026-11-09, the example says 2026-11-10."),
        (WINDOW + '[[version.examples]]\nwindow = "calim"\nevents = { delivery_date = 2026-09-10 }\n', "acme: an example names the window calim, which is not there."),
        (WINDOW + '[[version.examples]]\nwindow = "claim"\nevents = { delivery_date = 2026-09-10 }\non = 2026-11-10\nstatus = "open"\n', "acme: on 2026-11-10 the window claim is closed, the example says open."),
        ('letter = ["x"]\n', "(did you mean `letters`?)"),
        ('[version.delivery]\nform = "pigeon"\n', "acme: there is no form of delivery pigeon."),
        ('regimes = ["cmrr"]\n', "acme: there is no regime cmrr."),
        ('rejections = [{ text = "x", reason = "late-ish" }]\n', "acme: there is no reason late-ish."),
        ('[[version.limits]]\namount = "1 USD"\nof = "loss"\nbasis = "x"\nsource = "terms"\n', "acme: limit limit has more than one of `amount`, `of` and `parts`; give one."),
        ('[[version.elsewhere]]\nid = "a"\nwhen = { loss = ["lost"] }\ngoes_to = "nobody"\nwhy = "x"\nsource = "terms"\n', "acme: there is no recipient nobody."),
        ('[[version.coverage]]\nid = "a"\ntitle = "x"\nwhy = "x"\nsource = "terms"\n', "acme: coverage a needs a `question`."),
    ],
)  # fmt: skip
def test_each_slip_is_told(tmp_path: Path, body: str, told: str) -> None:
    """What is wrong, where it stands, and what was probably meant."""
    messages = [m for _, m in _told(_own(tmp_path, body))]

    assert any(told in m for m in messages), messages


def test_a_letter_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A profile cannot promise what cannot be written."""
    folder = _own(tmp_path, "", head=HEAD)
    path = folder / "recipients" / "acme" / "acme.toml"
    path.write_text(path.read_text().replace("letters = []", 'letters = ["love-letter"]'))

    assert ("blocking", "acme: there is no letter or message love-letter.") in _told(folder)


def test_files_that_go_round_in_a_circle_are_told(tmp_path: Path) -> None:
    """The whole way is named."""
    _own(tmp_path, "", head=HEAD + "", name="acme/acme")
    for name, base in (("acme", "acme-two"), ("two", "acme")):
        path = tmp_path / "recipients" / "acme" / f"{name}.toml"
        whole = "acme" if name == "acme" else "acme-two"
        path.write_text(f'id = "{whole}"\ntitle = "Acme"\nbased_on = "{base}"\n[[version]]\nletters = []\n')

    told = _told(tmp_path)
    assert told == [
        ("blocking", "two.toml line 3: `based_on` goes round in a circle: acme -> acme-two -> acme.")
    ]


def test_a_file_in_the_wrong_place_is_told(tmp_path: Path) -> None:
    """Its place is how it is found."""
    folder = _own(tmp_path, "", name="acme/us")

    with pytest.raises(
        ProfileError, match=r"us\.toml line 2: `id` is 'acme', but the file's place says 'acme-us'"
    ):
        load_profiles(Library((folder, builtin_templates())), ("acme-us",))


def test_ones_own_file_in_the_place_of_a_built_in_one_is_said(tmp_path: Path) -> None:
    """It wins, and `recipients check` says so."""
    _own(tmp_path, "", head=HEAD.replace('"acme"', '"ups-us"', 1), name="ups/us")

    told = _told(tmp_path, "ups-us")
    assert [severity for severity, _ in told] == ["note"]
    assert "takes the place of the built-in recipient ups-us" in told[0][1]
    assert load_profiles(open_library(tmp_path), ("ups-us",))[0].recipient == "Acme"


def test_a_file_based_on_another_says_only_what_differs(tmp_path: Path) -> None:
    """Recipient, windows and sources come from below; entries of the same id are replaced."""
    _own(tmp_path, WINDOW)
    own = 'id = "acme-eu"\ntitle = "Acme, EU"\nbased_on = "acme"\n[[version]]\nvaluation = "cost"\n'
    own += WINDOW.replace("plus = 60", "plus = 14")
    (tmp_path / "recipients" / "acme" / "eu.toml").write_text(own)

    found = load_profiles(open_library(tmp_path), ("acme-eu",))[0]
    assert (found.recipient, found.title, found.valuation) == ("Acme", "Acme, EU", "cost")
    assert [w.latest and w.latest.plus for w in found.windows] == [14]


def test_the_check_command_says_what_is_wrong_and_leaves_with_5(tmp_path: Path) -> None:
    """Soundness is scripted by the exit code."""
    _own(tmp_path, WINDOW.replace("plus = 60", "plus = -1"))

    done = _run("check", "--templates", str(tmp_path))
    answer = json.loads(_run("check", "--templates", str(tmp_path), "--json").stdout)
    row = next(r for r in answer["recipients"] if r["id"] == "acme")
    assert (done.exit_code, "wrong   acme" in done.stdout, row["ok"]) == (5, True, False)


def test_versions_can_be_compared(tmp_path: Path) -> None:
    """Rule by rule, with the values before and after."""
    later = """
[[version]]
effective_from = 2026-02-16
based_on = "previous"
""" + WINDOW.replace("plus = 60", "plus = 30")
    folder = str(_own(tmp_path, WINDOW + later))

    both = json.loads(
        _run("diff", "acme@2026-02-15", "acme@2026-02-16", "--templates", folder, "--json").stdout
    )
    alone = _run("diff", "acme", "--templates", folder)
    assert both["differences"] == [{"path": "windows.claim.latest.plus", "before": 60, "after": 30}]
    assert "windows.claim.latest.plus" in alone.stdout
    assert len(versions(open_library(tmp_path), "acme")) == 2


def test_a_program_of_one_version_has_nothing_to_compare(tmp_path: Path) -> None:
    """A sentence and the code for usage."""
    done = _run("diff", "acme", "--templates", str(_own(tmp_path, WINDOW)))

    assert (done.exit_code, "one version only" in done.stderr) == (2, True)


def test_ones_own_file_can_be_compared_with_the_built_in_one(tmp_path: Path) -> None:
    """What did I change?"""
    text = (builtin_templates() / "recipients" / "ups" / "us.toml").read_text()
    (tmp_path / "recipients" / "ups").mkdir(parents=True)
    (tmp_path / "recipients" / "ups" / "us.toml").write_text(
        text.replace('recipient = "UPS"', 'recipient = "Brown"')
    )

    done = _run("diff", "builtin:ups-us", "ups-us", "--templates", str(tmp_path), "--json")
    found = json.loads(done.stdout)["differences"]
    assert {"path": "recipient", "before": "UPS", "after": "Brown"} in found


def test_schemas_take_every_file_that_came_with_the_program(tmp_path: Path) -> None:
    """Written out for editors; what the program takes the schema takes, and a slip it does not."""
    jsonschema = pytest.importorskip("jsonschema")
    done = _run("schema", "--into", str(tmp_path))
    shelves = {"profile": PROFILES, "regime": REGIMES}

    assert done.exit_code == 0
    for name, shelf in shelves.items():
        checker = jsonschema.Draft202012Validator(json.loads((tmp_path / f"{name}.schema.json").read_text()))
        for path in ids(open_library(), shelf).values():
            assert [e.message for e in checker.iter_errors(_plain(tomllib.loads(path.read_text())))] == [], (
                path
            )
        assert not checker.is_valid({"id": "acme", "titel": "Acme", "version": []})


def test_schemas_say_what_the_keys_mean() -> None:
    """The words below each key in the code are the words an editor shows."""
    made = json.loads(_run("schema", "profile").stdout)

    assert made["$defs"]["Window"]["properties"]["count_from"]["description"].startswith("Which day counts")
    assert "mailing_date" in json.dumps(made["$defs"]["Bound"])
    assert "jurisdiction" not in json.dumps(made)


def test_an_unknown_schema_is_a_sentence() -> None:
    """Names what there is."""
    done = _run("schema", "csae")

    assert (done.exit_code, "case, profile, regime" in done.stderr) == (2, True)


def test_a_profile_and_a_regime_are_readable_pages() -> None:
    """With the sources below each rule; a day behind the name shows the version of that day."""
    profile, regime = _run("show", "ups-us"), _run("show", "montreal")

    assert "until 60 calendar days after the delivery date" in " ".join(profile.stdout.split())
    assert "26 SDR per kg affected" in " ".join(regime.stdout.split())
    assert "confidence H" in " ".join(regime.stdout.split())
    assert max(map(len, profile.stdout.splitlines())) <= 80
    assert _run("show", "ups-us@2026-01-31").exit_code == 0
    assert "did you mean 'ups-us'" in _run("show", "ups-uss").stderr


def test_the_cache_is_believed_only_with_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cut entry is read from the text again; a changed file is another entry."""
    monkeypatch.setenv("EVIDENCEKIT_CACHE", str(tmp_path / "cache"))
    folder = _own(tmp_path / "own", WINDOW)
    library = Library((folder, builtin_templates()))
    load_profiles(library, ("acme",))
    kept = sorted((tmp_path / "cache" / "rules").iterdir())
    assert len(kept) == 1

    kept[0].write_bytes(kept[0].read_bytes()[:-9])
    path = folder / "recipients" / "acme" / "acme.toml"
    path.write_text(path.read_text() + "\n# touched")
    assert load_profiles(library, ("acme",))[0].windows[0].id == "claim"
    path.write_text(path.read_text().replace("# touched", ""))
    assert load_profiles(library, ("acme",))[0].windows[0].id == "claim"


def test_the_cache_may_be_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then every run reads the text."""
    monkeypatch.setenv("EVIDENCEKIT_CACHE", "off")
    library = Library((_own(tmp_path, WINDOW), builtin_templates()))

    assert load_profiles(library, ("acme",))[0].id == "acme"


def test_every_recipient_can_be_asked_at_once() -> None:
    """`--for all` stands for each profile there is."""
    everybody = load_profiles(open_library(), ("all", "ups-us"))

    assert [p.id for p in everybody] == list(ids(open_library(), PROFILES))
    with pytest.raises(UsageError, match="did you mean"):
        load_profiles(open_library(), ("usp-us",))


def _plain(value: Any) -> Any:
    """Write TOML's dates as JSON has them."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value
