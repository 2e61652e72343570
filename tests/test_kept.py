"""What earlier runs read: found again, never believed blindly, and never in a bundle unchecked."""

import hashlib
import io
import os
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from builders_intake import pdf
from builders_scans import DELIVERY, printed, scan
from evidencekit import build, review
from evidencekit.asjson import as_json, from_json
from evidencekit.desk import open_desk
from evidencekit.kept import Kept, open_kept
from evidencekit.model.evidence import (
    Barcode,
    Fact,
    Line,
    Reading,
    Scan,
    SourceFile,
    Table,
    Unread,
)  # fmt: skip
from evidencekit.model.finding import note
from evidencekit.model.money import Money
from evidencekit.model.seen import SeenPage, Word
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction
from evidencekit.steps.examine import examine

TODAY = date(2026, 10, 20)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVIDENCEKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "readings"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case whose files are older than the moment in which a change could go unnoticed."""
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "invoice.pdf").write_bytes(pdf("Invoice No. 4711"))
    (folder / "note.txt").write_text("Container MSKU3054383")
    return folder


class _Once:
    """A reader that counts how often it is asked."""

    name = "once"

    def __init__(self) -> None:
        self.asked = 0

    def missing(self) -> str | None:
        return None

    def reads(self, reading: Reading) -> bool:
        return True

    def extract(self, reading: Reading, desk: object) -> Extraction:
        self.asked += 1
        if "fail" in reading.source.path:
            raise RuntimeError("no memory left")
        return Extraction(text=("words",))


def _source(path: str = "a.txt") -> SourceFile:
    return SourceFile(path, Path("somewhere") / path, "0" * 64, 3, "text/plain")


def test_a_reading_comes_back_as_it_went() -> None:
    """Every kind of value that a reading holds, to the last digit and the time zone."""
    money = Money(Decimal("12.50"), "USD")
    values = (
        "1Z", 7, Decimal("0.10"), date(2026, 9, 10), datetime(2026, 9, 10, 14, 17, tzinfo=UTC),
        Line(sku="A", quantity=Decimal(2), unit_cost=money), Scan(date(2026, 9, 9), "Out for delivery"),
    )  # fmt: skip
    word = Word("发票", (0.1, 0.2, 0.3, 0.2, 0.3, 0.4, 0.1, 0.4), 0.987)
    reading = Reading(
        SourceFile("a.pdf", Path(), "f" * 64, 1, "application/pdf"),
        pages=2,
        text=("one", ""),
        text_read_by=ReadBy.OCR,
        tables=(Table("t", (("a", "b"),)),),
        barcodes=(Barcode("QRCode", "x", 1),),
        facts=tuple(Fact("total", value, "a.pdf", 1, ReadBy.OCR, 0.9) for value in values),
        findings=(note("code", "Words."),),
        seen=(SeenPage(1, 90, ((word,),)),),
        unread=Unread((2,), "why"),
    )

    assert from_json(as_json(reading)) == reading


def test_no_other_type_comes_back() -> None:
    """A name that is none of the model's is refused, and nothing of it is made."""
    with pytest.raises(ValueError, match="no type of the model"):
        from_json('{"$": "Popen", "args": ["true"]}')
    with pytest.raises(TypeError, match="no value of the model"):
        as_json(object())


@pytest.mark.usefixtures("cache")
def test_an_unchanged_file_is_read_once(tmp_path: Path) -> None:
    """Another path, other content and other readers are read anew; failures always; for pages what was read will do."""
    once = _Once()

    def look(source: SourceFile, *, about: str = "once", for_pages: bool = False) -> None:
        with open_desk(for_pages=for_pages, kept=open_kept([about])) as desk:
            (reading,) = examine((source,), desk, lambda: (once,))
        assert reading.source == source

    look(_source())
    look(_source())
    assert once.asked == 1

    look(_source("b.txt"))
    look(_source(), about="another version")
    look(_source(), for_pages=True)
    assert once.asked == 3

    look(_source("fail.txt"))
    look(_source("fail.txt"))
    assert once.asked == 5


def test_nothing_of_a_locked_file_is_kept(case: Path, cache: Path) -> None:
    """Neither of it nor of what came out of it: a cache has no password."""
    page = pdf("Invoice No. 880914 of Brightwater Tools")
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(page)) as plain:
        plain.attachments["inner.pdf"] = pikepdf.AttachedFileSpec(plain, page, filename="inner.pdf")
        plain.save(locked, encryption=pikepdf.Encryption(owner="master", user="spring"))
    (case / "locked.pdf").write_bytes(locked.getvalue())
    (case / "case.toml").write_text('[secrets]\n"locked.pdf" = "spring"\n', "utf-8")
    for file in case.iterdir():
        os.utime(file, (1_600_000_000, 1_600_000_000))

    looked = review(case, recipients=["generic"], today=TODAY)

    assert "locked.pdf/inner.pdf" in {e.path for e in looked.exhibits}
    kept = [entry.read_text("utf-8") for entry in cache.iterdir()]
    assert any("4711" in text for text in kept)
    assert not any("880914" in text for text in kept)


def test_what_is_damaged_counts_as_absent(cache: Path) -> None:
    """Cut off, changed or empty: the value is just not there."""
    kept = open_kept([])
    assert kept is not None
    for damage in (
        lambda b: b[:-3],
        lambda b: b.replace(b"words", b"sword"),
        lambda _: b"",
        lambda _: b"\xff\n{}",
    ):
        kept.keep("reading", "a", value=("words",))
        assert kept.recall("reading", "a") == ("words",)
        (entry,) = cache.iterdir()
        entry.write_bytes(damage(entry.read_bytes()))

        assert kept.recall("reading", "a") is None


@pytest.mark.skipif(os.name != "posix", reason="rights of files are a matter of POSIX systems")
def test_only_its_owner_can_read_it_or_write_to_it(cache: Path) -> None:
    """A folder into which others may write is not believed."""
    kept = open_kept([])
    assert kept is not None
    kept.keep("reading", "a", value=("words",))

    assert cache.stat().st_mode & 0o777 == 0o700
    assert [e.stat().st_mode & 0o777 for e in cache.iterdir()] == [0o600]
    cache.chmod(0o777)
    assert open_kept([]) is None


def test_it_can_be_turned_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off leaves no trace, and a place that cannot be a folder does no harm."""
    monkeypatch.setenv("EVIDENCEKIT_CACHE", "off")
    assert open_kept([]) is None

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EVIDENCEKIT_CACHE", str(tmp_path / "file"))
    assert open_kept([]) is None


def test_it_never_outgrows_its_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not used for the longest time goes first."""
    monkeypatch.setattr("evidencekit.kept.MAX_BYTES", 4_000)
    for number in range(8):
        Kept(tmp_path, "").keep("text", str(number), value="x" * 800)
        for entry in tmp_path.iterdir():
            stat = entry.stat()
            os.utime(entry, (stat.st_atime, stat.st_mtime - 10))

    kept = Kept(tmp_path, "")
    assert kept.recall("text", "0") is None
    assert kept.recall("text", "7") == "x" * 800
    assert sum(e.stat().st_size for e in tmp_path.iterdir()) < 5_000


@pytest.mark.usefixtures("cache")
def test_a_second_look_finds_the_same(case: Path) -> None:
    """Exhibits, facts and findings are equal, whether read or remembered."""
    assert review(case, today=TODAY) == review(case, today=TODAY)


@pytest.mark.usefixtures("cache")
def test_another_choice_of_recognizer_reads_anew(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read without OCR is not what is known once there is some."""
    (case / "scan.pdf").write_bytes(scan(printed(*DELIVERY)))
    told = []
    for choice in ("off", "nosuch", "off"):
        monkeypatch.setenv("EVIDENCEKIT_OCR", choice)
        told.append([f.message for f in review(case, today=TODAY).findings if f.code == "text-not-read"])

    assert "turned off" in told[0][0]
    assert "names no recognizer" in told[1][0]
    assert told[2] == told[0]


@pytest.mark.usefixtures("cache")
def test_what_was_changed_behind_its_back_is_hashed_again_by_build(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file changed with size, times and inode as before may fool `review`; it never gets into a bundle unhashed."""
    monkeypatch.setattr("evidencekit.kept._SETTLED", -1)
    place = case / "note.txt"
    review(case, today=TODAY)
    before = place.stat()
    with place.open("r+") as file:
        file.write("Container XXXX")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    review(case, today=TODAY)
    (outcome,) = build(case, into=tmp_path / "out", recipients=["generic"], today=TODAY, draft=True)

    assert outcome.folder is not None
    copied = (outcome.folder / "originals" / "note.txt").read_text()
    assert copied.startswith("Container XXXX")
    digests = (outcome.folder / "manifest.json").read_text()

    assert hashlib.sha256(place.read_bytes()).hexdigest() in digests


@pytest.mark.usefixtures("cache")
def test_a_file_that_may_still_change_is_hashed_again(case: Path) -> None:
    """Written a moment ago, its times could stay the same while its content changes."""
    first = review(case, today=TODAY)
    place = case / "note.txt"
    stat = place.stat()
    place.write_text("Container MSKU3054384")
    os.utime(place, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    time.sleep(0.01)

    again = review(case, today=TODAY)

    assert {e.source.sha256 for e in first.exhibits} != {e.source.sha256 for e in again.exhibits}
