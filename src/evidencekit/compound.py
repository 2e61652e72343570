"""Write a compound file (OLE): what a message inside an Outlook message needs to be a file of its own.

Format: [MS-CFB], version 3, sectors of 512 bytes. Outlook's use of it: [MS-OXMSG].
"""

import struct
from dataclasses import dataclass

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_NONE = 0xFFFFFFFF
_IN_HEADER = 109
"""FAT sectors that the header names; more stand in a chain of their own."""
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True, slots=True)
class Folder:
    """A storage: streams by name, and folders in it."""

    name: str
    streams: tuple[tuple[str, bytes], ...]
    folders: tuple["Folder", ...] = ()


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = _NONE
    left: int = _NONE
    right: int = _NONE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")[:62] + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name, len(name), self.kind, 1, self.left, self.right, self.child, b"", 0, 0, 0, self.start, self.size,
        )  # fmt: skip


def compound_file(root: Folder) -> bytes:
    """Return the bytes of a compound file with these folders and streams."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _placed(root, entries)
    sectors: list[bytes] = []
    chains: dict[int, int] = {}
    minis, mini_next = bytearray(), list[int]()
    for entry in entries:
        if entry.kind == _STREAM and len(entry.content) >= _CUTOFF:
            entry.start, entry.size = _chained(entry.content, sectors, chains), len(entry.content)
        elif entry.kind == _STREAM:
            entry.size = len(entry.content)
            entry.start = _in_minis(entry.content, minis, mini_next)
    entries[0].start, entries[0].size = _chained(bytes(minis), sectors, chains), len(minis)
    mini_fat = _chained(_numbers(mini_next), sectors, chains)
    mini_sectors = -(-len(mini_next) * 4 // _SECTOR)
    directory = _chained(_directory(entries), sectors, chains)
    return _assembled(sectors, chains, directory, mini_fat, mini_sectors)


def _placed(folder: Folder, entries: list[_Entry]) -> int:
    """Add a folder's contents as a search tree, ordered as the format wants; return the entry at its top."""
    mine: list[tuple[_Entry, Folder | None]] = [
        *((_Entry(name, _STREAM, content), None) for name, content in folder.streams),
        *((_Entry(sub.name, _STORAGE), sub) for sub in folder.folders),
    ]
    mine.sort(key=lambda each: (len(each[0].name), each[0].name.upper()))
    first = len(entries)
    entries += [entry for entry, _ in mine]
    for entry, sub in mine:
        if sub is not None:
            entry.child = _placed(sub, entries)
    return _balanced(entries, first, first + len(mine))


def _balanced(entries: list[_Entry], low: int, high: int) -> int:
    if low >= high:
        return _NONE
    middle = (low + high) // 2
    entries[middle].left = _balanced(entries, low, middle)
    entries[middle].right = _balanced(entries, middle + 1, high)
    return middle


def _chained(content: bytes, sectors: list[bytes], chains: dict[int, int]) -> int:
    """Lay content into sectors, one after the other; return the first."""
    if not content:
        return _END
    first = len(sectors)
    for at in range(0, len(content), _SECTOR):
        chains[len(sectors)] = len(sectors) + 1
        sectors.append(content[at : at + _SECTOR].ljust(_SECTOR, b"\0"))
    chains[len(sectors) - 1] = _END
    return first


def _in_minis(content: bytes, minis: bytearray, following: list[int]) -> int:
    if not content:
        return _END
    first = len(following)
    count = -(-len(content) // _MINI)
    following += [*range(first + 1, first + count), _END]
    minis += content.ljust(count * _MINI, b"\0")
    return first


def _numbers(numbers: list[int]) -> bytes:
    packed = struct.pack(f"<{len(numbers)}I", *numbers)
    return packed + b"\xff" * (-len(packed) % _SECTOR)


def _directory(entries: list[_Entry]) -> bytes:
    unused = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", 0, 0, 0, 0, 0)
    return b"".join(e.packed() for e in entries) + unused * (-len(entries) % 4)


def _assembled(
    sectors: list[bytes], chains: dict[int, int], directory: int, mini_fat: int, mini_sectors: int
) -> bytes:
    fats = difats = 0
    while True:  # the tables describe themselves too
        needed = -(-(len(sectors) + fats + difats) * 4 // _SECTOR)
        beyond = -(-max(0, needed - _IN_HEADER) // (_SECTOR // 4 - 1))
        if (needed, beyond) == (fats, difats):
            break
        fats, difats = needed, beyond
    first_fat = len(sectors)
    places = list(range(first_fat, first_fat + fats))
    table = [chains.get(n, _FREE) for n in range(len(sectors))] + [_FAT] * fats + [_DIFAT] * difats
    first_difat = first_fat + fats if difats else _END
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fats, directory, 0, _CUTOFF,
        mini_fat, mini_sectors, first_difat, difats, 0,
    )[:76]  # fmt: skip
    header += struct.pack(f"<{_IN_HEADER}I", *(places + [_FREE] * _IN_HEADER)[:_IN_HEADER])
    tail = b"".join(_difat(places[_IN_HEADER:], n, first_difat, difats) for n in range(difats))
    return header + b"".join(sectors) + _numbers(table) + tail


def _difat(places: list[int], number: int, first: int, count: int) -> bytes:
    room = _SECTOR // 4 - 1
    mine = places[number * room : (number + 1) * room]
    following = first + number + 1 if number + 1 < count else _END
    return struct.pack(f"<{room + 1}I", *mine, *[_FREE] * (room - len(mine)), following)
