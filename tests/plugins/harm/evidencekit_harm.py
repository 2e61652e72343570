"""A plug-in that does what no plug-in should, on files whose names ask for it: `read crash.txt`, `convert endless.txt`."""

import ctypes
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.model.evidence import Exhibit, Reading, SourceFile
from evidencekit.ports import Extraction, Pages


def do_harm(path: str) -> None:
    """Crash, leave, never end, take all memory, or look for a word in it, as the name of the file says."""
    name = path.rpartition("/")[2]
    if "crash" in name:
        ctypes.string_at(0)
    if "leave" in name:
        os._exit(0)
    if "call" in name:
        socket.create_connection(("127.0.0.1", int(name.split()[-1].partition(".")[0])), 2).close()
    if "seek" in name:
        _seek(name.rpartition(" ")[2].partition(".")[0])
    if "endless" in name:
        while True:
            pass
    if "greedy" in name:
        taken = []
        while True:
            taken.append(bytearray(64 << 20))


def _seek(backwards: str) -> None:
    """Say whether a word stands in the memory of this process; it is given backwards, or it would stand in there."""
    word = re.compile("(?#)".join(map(re.escape, reversed(backwards))).encode())
    maps = Path("/proc/self/maps").read_text().splitlines()
    with Path("/proc/self/mem").open("rb", buffering=0) as memory:
        for line in maps:
            place, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            begin, end = (int(n, 16) for n in place.split("-"))
            for at in range(begin, end, 1 << 16):
                try:
                    memory.seek(at)
                    found = word.search(memory.read(min(end - at, (1 << 16) + len(backwards))))
                except (OSError, OverflowError):
                    break
                if found:
                    raise ValueError("the word is here")


@dataclass(frozen=True)
class HarmfulReader:
    """Harms when it reads."""

    name: str = "harm"

    def missing(self) -> str | None:
        return None

    def reads(self, reading: Reading) -> bool:
        return reading.source.path.rpartition("/")[2].startswith("read ")

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        do_harm(reading.source.path)
        return Extraction()


@dataclass(frozen=True)
class HarmfulConverter:
    """Harms when it makes pages."""

    name: str = "harm"

    def missing(self) -> str | None:
        return None

    def converts(self, source: SourceFile) -> bool:
        return source.path.rpartition("/")[2].startswith("convert ")

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        do_harm(exhibit.path)
        raise RuntimeError("this file asks for no harm")
