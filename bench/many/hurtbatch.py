"""A batch over many made cases, some of them hurt: every sound one must be built, and every hurt one explained."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from casecopies import copies
from hurts import CASE_FILE, HURTS, Hurt, Place

TODAY = "2026-11-20"
_PLAIN = (
    "import ctypes, os, sys\n"
    "if os.geteuid() == 0 and sys.platform == 'linux':\n"
    "    # root may read and write whatever its mode says; without these two powers it is as everybody is\n"
    "    for power in (1, 2):\n"
    "        ctypes.CDLL(None).prctl(24, power, 0, 0, 0)\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
)
_WHOLE = 8
"""Of the sound copies each so-manyth has all papers; the others have what a small claim has: invoice, packing list, label, photo."""
_MORE = ("scan0001.pdf", "notice to carrier.eml", "tracking history.csv", "IMG_4001.HEIC")
PLAINLY = (sys.executable, "-c", _PLAIN)
"""What starts Python as a person without special powers would."""


@dataclass(frozen=True)
class Made:
    """The cases, and which of them are hurt."""

    root: Path
    aside: Path
    """The hurt ones as they were before."""
    sound: frozenset[str]
    hurt: dict[str, Hurt]


@dataclass(frozen=True)
class Answer:
    """What a run of the batch said, and what it left behind."""

    code: int
    outcomes: tuple[dict[str, Any], ...]
    said: str
    seconds: float
    seals: dict[tuple[str, str], str] = field(default_factory=dict)
    """For case and recipient, the digest of the list of all digests of a bundle."""
    torn: tuple[str, ...] = ()
    """Bundles that do not hold what their list says."""


def make(place: Path, cases: int, *, distinct: int | None = None) -> Made:
    """Make cases below `place/cases`, and hurt every one whose turn it is.

    `distinct` is how many of them are made by the maker; the others are copies with numbers and pictures of their own, most
    of them with fewer papers.
    """
    scripts, root, aside = os.environ["EVIDENCEKIT_BENCH"], place / "cases", place / "aside"
    subprocess.run(
        [sys.executable, f"{scripts}/make_cases.py", str(root), "--cases", str(distinct or cases), "--photos", "2", "--size", "800x600"],
        check=True, capture_output=True,
    )  # fmt: skip
    first = sorted(p for p in root.iterdir() if p.is_dir())
    copies(first, [root / f"C{number:05d}" for number in range(len(first), cases)])
    folders = sorted(p for p in root.iterdir() if p.is_dir())
    for folder in folders:
        (folder / "case.toml").write_text(CASE_FILE, encoding="utf-8")
    step = len(folders) // len(HURTS)
    chosen = folders[step - 1 :: step][: len(HURTS) - 1] + folders[-1:]
    hurt = {folder.name: each for folder, each in zip(chosen, HURTS, strict=True)}
    for folder in chosen:
        shutil.copytree(folder, aside / folder.name)
    for number, folder in enumerate(f for f in folders[len(first) :] if f not in chosen):
        if number % _WHOLE:
            for name in _MORE:
                (folder / name).unlink()
    for name, each in hurt.items():
        if each.when == "before":
            each.do(Place(root / name, place / name))
    return Made(root, aside, frozenset(f.name for f in folders if f not in chosen), hurt)


def run(
    made: Made,
    out: Path,
    *more: str,
    environment: Mapping[str, str] = os.environ,
    meanwhile: Callable[[], object] = lambda: None,
) -> Answer:
    """Run the batch into a folder, as a person without special powers would, and hurt what is to be hurt on the way.

    `meanwhile` is called once, when the first bundle stands.
    """
    for name, each in made.hurt.items():
        if each.when == "output" and not os.path.lexists(out / name):
            each.do(Place(made.root / name, out / name))
        elif each.when == "later" and not (made.root / name).exists():
            shutil.copytree(made.aside / name, made.root / name)

    def first_stands() -> bool:
        return next(out.glob("*/*/SHA256SUMS"), None) is not None

    def hurt() -> None:
        for name, each in made.hurt.items():
            if each.when == "later":
                each.do(Place(made.root / name, out / name))
        meanwhile()

    answer = start((str(made.root), "--out", str(out), *more), environment, first_stands, hurt)
    return replace(answer, **_looked_at(out))


def _looked_at(out: Path) -> dict[str, Any]:
    """Return the seals of the bundles that stand, and which of their files are not as sealed."""
    seals, torn = dict[tuple[str, str], str](), list[str]()
    for sums in sorted(out.glob("*/*/SHA256SUMS")):
        bundle = sums.parent
        seals[bundle.parent.name, bundle.name] = hashlib.sha256(sums.read_bytes()).hexdigest()
        for digest, name in listed(sums.read_text("utf-8")):
            if hashlib.sha256((bundle / name).read_bytes()).hexdigest() != digest:
                torn.append(f"{bundle.parent.name}/{bundle.name}/{name} is not what was sealed")
    return {"seals": seals, "torn": tuple(torn)}


def start(
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    begun: Callable[[], bool],
    meanwhile: Callable[[], object],
) -> Answer:
    """Run `batch` with these arguments; once it has `begun`, and so knows its cases, do something meanwhile."""
    command = [*PLAINLY, "-m", "evidencekit", "batch", *arguments, "--today", TODAY, "--json"]
    began = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
        env={**environment, "EVIDENCEKIT_OCR": "off"},
    ) as process:  # fmt: skip
        while process.poll() is None:
            if begun():
                meanwhile()
                break
            time.sleep(0.05)
        answer, said = process.communicate()
    outcomes = tuple(json.loads(answer)["outcomes"]) if answer.strip() else ()
    return Answer(process.returncode, outcomes, said, time.monotonic() - began)


def listed(sums: str) -> Iterator[tuple[str, str]]:
    """Give digest and path of each line of a list of digests."""
    for line in sums.splitlines():
        digest, _, name = line.partition("  ")
        yield digest, name


def clear(place: Path) -> None:
    """Give back what was taken from the made folders, so that they can be removed."""
    for path in sorted(place.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def troubles(made: Made, answer: Answer, *, afar: bool = False) -> Iterator[str]:
    """Say what is not as it must be: a sound case that is not built, a hurt one that nobody explains, a torn bundle."""
    told = defaultdict[str, list[dict[str, Any]]](list)
    for outcome in answer.outcomes:
        told[outcome["case"]].append(outcome)
    for name in sorted(made.sound):
        if [o["status"] for o in told[name]] != ["built"]:
            yield f"{name} is sound, and not built: {[(o['status'], _words(o)) for o in told[name]]}"
    for name, each in sorted(made.hurt.items()):
        what, _ = as_hurt(each, afar=afar)
        if not told[name]:
            yield f"{what} ({name}): no outcome at all"
        elif not any(explained(o, each, afar=afar) for o in told[name]):
            yield f"{what} ({name}): {[(o['status'], _words(o)) for o in told[name]]} do not say so"
    for name in sorted(told.keys() - made.sound - made.hurt.keys()):
        yield f"{name}: nobody made this case"
    if "Traceback" in answer.said:
        yield f"a traceback: {answer.said[-2000:]}"
    yield from answer.torn


def as_hurt(hurt: Hurt, *, afar: bool) -> tuple[str, tuple[str, ...]]:
    """Return what was done to a case, here or in a store, and the words that must tell it."""
    return (hurt.afar.what, hurt.afar.told) if afar and hurt.afar else (hurt.what, hurt.told)


def explained(outcome: dict[str, Any], hurt: Hurt, *, afar: bool = False) -> bool:
    """Say whether one finding of an outcome names the hurt; a note is not enough, for nobody sees it."""
    return any(all(w in text for w in as_hurt(hurt, afar=afar)[1]) for text in _words(outcome))


def _words(outcome: dict[str, Any]) -> list[str]:
    return [
        f"{f['subject']}: {f['message']}"
        for f in outcome["findings"]
        if f["severity"] in {"blocking", "warning"}
    ]


def alike(made: Made, one: Answer, other: Answer, *, afar: bool = False) -> Iterator[str]:
    """Say where two runs came to another result, apart from time and place.

    Compared are status, exit code, pages, exhibits, findings, and the seal of each bundle. Of cases that are hurt in
    another way in a store, only that both have an outcome (`troubles` says whether each is explained).
    """
    first, second = (_results(a) for a in (one, other))
    apart = {n for n, h in made.hurt.items() if afar and h.afar}
    for key in sorted(first.keys() | second.keys()):
        if key[0] not in apart and first.get(key) != second.get(key):
            yield f"{' for '.join(key)}: {first.get(key)} in the one, {second.get(key)} in the other"


def _results(answer: Answer) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (o["case"], o["recipient"]): (
            o["status"],
            o["exit_code"],
            o["pages"],
            tuple((e["label"], e["path"]) for e in o["exhibits"]),
            tuple(sorted((f["severity"], f["code"], f["subject"]) for f in o["findings"])),
            answer.seals.get((o["case"], o["recipient"])),
        )
        for o in answer.outcomes
    }
