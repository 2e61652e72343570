"""Windows, row by row: the days of events in; first day, last day and status out, stated by hand from the sources' words.

Each `tests/windows/*.toml` holds rows in the words of `Row`; one row is one case on one day, judged through `review`.
"""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import Field

from evidencekit import RunningWindow, review
from evidencekit.model.entry import Entry
from evidencekit.model.vocabulary import Event, LossType, Mode

TABLES = sorted((Path(__file__).parent / "windows").glob("*.toml"))


class Row(Entry):
    """One window of one recipient on one day."""

    profile: str
    window: str
    regime: str = ""
    """The body of law whose window it is; empty: the profile's own."""
    loss: LossType | None = None
    mode: Mode | None = None
    consignment: dict[str, str | int | list[str]] = Field(default_factory=dict)
    """Further keys of `[consignment]`: countries, carrier, service, values."""
    claimant: dict[str, str] = Field(default_factory=dict)
    confirmed: dict[str, bool] = Field(default_factory=dict)
    claim: dict[str, date | str] = Field(default_factory=dict)
    """What happened with this recipient after filing, as under `[claims]`."""
    events: dict[Event, date | datetime]
    today: date
    earliest: date | None = None
    """Left out: the source gives no first day, or the event that it hangs on is not known."""
    latest: date | None = None
    status: Literal["open", "not-yet", "closed", "contestable", "cannot-evaluate", "done", "absent"]
    """`absent`: the window does not run in this case, and is not shown."""
    says: str
    """The source's words, and where they stand."""

    def case_file(self) -> str:
        """Return the row as a `case.toml`."""
        mode = {"mode": self.mode.value} if self.mode else {}
        parts = [
            _table("loss", {"type": self.loss.value} if self.loss else {}),
            _table("claimant", self.claimant),
            _table("consignment", {**mode, **self.consignment}),
            _table("events", dict(self.events)),
            _table("confirmed", self.confirmed),
            _table(f'claims."{self.profile}"', self.claim),
        ]
        return "\n".join(parts)


def _table(name: str, values: Any) -> str:
    lines = [f"{k} = {v.isoformat() if isinstance(v, date) else json.dumps(v)}" for k, v in values.items()]
    return "\n".join([f"[{name}]", *lines])


def _rows() -> list[Any]:
    return [
        pytest.param(row, id=f"{path.stem}-{n}-{row.profile}-{row.window}-{row.today}-{row.status}")
        for path in TABLES
        for n, row in enumerate((Row(**r) for r in tomllib.loads(path.read_text("utf-8"))["row"]), 1)
    ]


def _window(row: Row, folder: Path) -> RunningWindow | None:
    folder.joinpath("note.txt").write_text("Something happened to our goods.")
    folder.joinpath("case.toml").write_text(row.case_file())
    read = review(folder, recipients=[row.profile], today=row.today)
    shown = [
        w
        for w in read.assessments[0].windows
        if w.id == row.window and getattr(w, "regime", "") == row.regime
    ]
    assert len(shown) < 2, "the window's id is not the only one of its kind"
    return shown[0] if shown else None


@pytest.mark.parametrize("row", _rows())
def test_a_window_is_what_its_source_says(row: Row, tmp_path: Path) -> None:
    """First day, last day and status on a day, as worked out by hand."""
    window = _window(row, tmp_path)

    if window is None or row.status == "absent":
        assert (window is None) == (row.status == "absent"), row.says
        return
    assert (window.earliest, window.latest, window.status) == (row.earliest, row.latest, row.status), row.says
