"""Examine: readers run in order, see one another's work, and cannot sink a case."""

from pathlib import Path

import pytest
from PIL import Image

from builders_intake import codes
from evidencekit.desk import Desk, open_desk
from evidencekit.errors import PluginError
from evidencekit.model.evidence import Reading, SourceFile, Table
from evidencekit.model.finding import note
from evidencekit.pictures import open_picture
from evidencekit.ports import Extraction
from evidencekit.steps.examine import examine


def _source(kind: str = "text/plain", path: str = "a.txt", size: int = 3) -> SourceFile:
    return SourceFile(path, Path(path), "0" * 64, size, kind)


class _Reader:
    def __init__(self, name: str, made: Extraction | BaseException, kind: str = "text/plain") -> None:
        self.name, self._made, self._kind = name, made, kind
        self.seen: list[Reading] = []

    def missing(self) -> str | None:
        return None

    def reads(self, reading: Reading) -> bool:
        return reading.source.media_type == self._kind

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        assert desk.root.is_dir()
        self.seen.append(reading)
        if isinstance(self._made, BaseException):
            raise self._made
        return self._made


def test_readings_add_up_in_order() -> None:
    """The later reader sees the earlier one's text; text and pages stay unless replaced, findings add up."""
    first = _Reader("first", Extraction(pages=2, text=("one", "two"), findings=(note("a", "A."),)))
    second = _Reader("second", Extraction(tables=(Table("t", (("x",),)),), findings=(note("b", "B."),)))

    with open_desk() as desk:
        (reading,) = examine((_source(),), desk, lambda: (first, second))

    assert second.seen[0].text == reading.text == ("one", "two")
    assert reading.pages == 2
    assert [t.title for t in reading.tables] == ["t"]
    assert [f.code for f in reading.findings] == ["a", "b"]


def test_a_reader_that_raises_is_named_and_the_others_go_on() -> None:
    """The finding names the plug-in and the file."""
    readers = (_Reader("broken", RuntimeError("boom")), _Reader("sound", Extraction(text=("words",))))

    with open_desk() as desk:
        (reading,) = examine((_source(),), desk, lambda: readers)

    assert reading.text == ("words",)
    assert codes(reading.findings) == {"a.txt": "plugin-failed"}
    assert "broken" in reading.findings[0].message
    assert "a.txt" in reading.findings[0].message


def test_ctrl_c_is_not_swallowed() -> None:
    """A person who stops the program stops it."""
    with open_desk() as desk, pytest.raises(KeyboardInterrupt):
        examine((_source(),), desk, lambda: (_Reader("slow", KeyboardInterrupt()),))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (_source("application/octet-stream"), ["not-read"]),
        (_source("application/x-rar"), ["not-read"]),
        (_source("application/zip"), []),
        (_source("application/x-dosexec"), []),
        (_source("application/x-empty", size=0), []),
    ],
)
def test_what_nobody_reads_is_told_once(source: SourceFile, code: list[str]) -> None:
    """Every file gets a reading; packages, programs and empty files have been told by intake."""
    with open_desk() as desk:
        (reading,) = examine((source,), desk, lambda: (_Reader("text", Extraction()),))

    assert [f.code for f in reading.findings] == code


def test_a_failure_tells_nothing_of_where_the_file_stands() -> None:
    """Findings travel with the bundle's manifest."""
    source = SourceFile("a.txt", Path("/somewhere/private/a.txt"), "0" * 64, 3, "text/plain")
    reader = _Reader("breaks", ValueError("cannot parse /somewhere/private/a.txt"))

    with open_desk() as desk:
        (reading,) = examine((source,), desk, lambda: (reader,))

    assert "private" not in reading.findings[0].message
    assert "ValueError: cannot parse" in reading.findings[0].message


def test_pictures_wait_no_longer_than_their_readers_take_to_be_loaded(tmp_path: Path) -> None:
    """Hands open pictures before the readers are there; where these cannot be loaded, that is told and nobody waits on."""

    def broken() -> tuple[_Reader, ...]:
        raise PluginError("The plug-in x cannot be loaded.")

    sources = tuple(_photo(tmp_path, f"{n}.png", n) for n in range(5))
    with open_desk(hands=2) as desk, pytest.raises(PluginError, match="cannot be loaded"):
        examine(sources, desk, broken)


def test_each_picture_is_read_by_every_reader_whoever_opened_it(tmp_path: Path) -> None:
    """With two hands, five pictures and one that cannot be opened are read once each, in the order of the files."""
    reader = _Reader("pictures", Extraction(text=("seen",)), "image/png")
    sources = tuple(_photo(tmp_path, f"{n}.png", n) for n in range(5))
    hurt = tmp_path / "hurt.png"
    hurt.write_bytes(b"\x89PNG\r\n\x1a\nno more")
    with open_desk(hands=2) as desk:
        read = examine(
            (*sources, SourceFile("hurt.png", hurt, "f" * 64, 15, "image/png")), desk, lambda: (reader,)
        )
        assert [r.source.path for r in read] == ["0.png", "1.png", "2.png", "3.png", "4.png", "hurt.png"]
        assert all(r.text == ("seen",) for r in read)
        assert all(open_picture(s, desk).width == 40 for s in sources)


def _photo(folder: Path, name: str, shade: int) -> SourceFile:
    place = folder / name
    Image.new("RGB", (40, 30), (shade, 90, 90)).save(place)
    return SourceFile(name, place, f"{shade}" * 64, place.stat().st_size, "image/png")
