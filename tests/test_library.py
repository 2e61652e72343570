"""The library of profiles and letters: which files it holds, and in what state they are."""

from pathlib import Path

from evidencekit.custody import library_digest
from evidencekit.resources import Library, open_library


def test_the_states_are_those_of_the_files_that_a_run_could_look_into() -> None:
    library = open_library()

    states = library.states()

    assert len(states) > 100
    assert tuple(Path(where) for _, where, _, _ in states) == library.every("**/*")


def test_an_earlier_folder_wins_and_every_change_is_seen(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    for folder in (own, other):
        (folder / "letters").mkdir(parents=True)
        (folder / "letters" / "a.txt").write_text(folder.name)
    (other / "b.txt").write_text("b")
    (own / "looped").symlink_to(own)
    library = Library((own, other))

    names = {inside: where for inside, where, _, _ in library.states()}
    before = library_digest(library)
    (own / "letters" / "a.txt").write_text("changed")

    assert names == {"b.txt": str(other / "b.txt"), "letters/a.txt": str(own / "letters" / "a.txt")}
    assert library_digest(library) != before
