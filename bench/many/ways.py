"""The three ways in which the same cases are built: processes, a Dask cluster that loses a worker, and an object store."""

import hashlib
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from hurtbatch import PLAINLY, Answer, Made, listed, run, start
from schedule import schedule
from storehouse import Storehouse, storehouse

_SHARE = 0.05
"""Of all requests, how many the store sends away with 503."""


def by_processes(made: Made, out: Path, jobs: int) -> tuple[Answer, str]:
    """Build with processes on this machine; return also what happened on the way."""
    return run(made, out, "--jobs", str(jobs)), ""


def by_dask(made: Made, out: Path, jobs: int) -> tuple[Answer, str]:
    """Let so many workers build, and kill one of them when the first bundle stands; another takes its place."""
    with (
        tempfile.TemporaryDirectory() as place,
        schedule(Path(place), jobs, {**os.environ, "EVIDENCEKIT_OCR": "off"}, PLAINLY) as cluster,
    ):
        answer = run(made, out, "--dask", cluster.address, meanwhile=cluster.kill_one)
        return answer, f"{cluster.killed} of {jobs} workers killed and replaced"


def by_store(made: Made, _: Path, jobs: int) -> tuple[Answer, str]:
    """Build from a store into it, through a door that refuses some requests; nothing of it is a folder here."""
    with storehouse() as (house, environment):
        for name in sorted(made.sound | made.hurt.keys()):
            afar = made.hurt[name].afar if name in made.hurt else None
            house.put_folder((made.aside if afar else made.root) / name, f"cases/{name}")
            if afar and made.hurt[name].when != "later":
                afar.do(house, name)
        house.share(_SHARE)

        def first_stands() -> bool:
            return any(key.endswith("/SHA256SUMS") for key in house.tags("out/"))

        def hurt_now() -> None:
            for name, each in made.hurt.items():
                if each.afar and each.when == "later":
                    each.afar.do(house, name)

        arguments = ("s3://claims/cases", "--out", "s3://claims/out", "--jobs", str(jobs))
        answer = start(arguments, environment, first_stands, hurt_now)
        seals, torn = _looked_at(house)
        told = f"{house.refused} requests refused"
    return replace(answer, seals=seals, torn=tuple(torn)), told


def _looked_at(house: Storehouse) -> tuple[dict[tuple[str, str], str], list[str]]:
    """Return the digest of each bundle's list of digests, and which objects are not what their list says."""
    seals, torn = dict[tuple[str, str], str](), list[str]()
    there = house.tags("out/")
    for key in sorted(k for k in there if k.endswith("/SHA256SUMS")):
        _, case, recipient, _ = key.split("/")
        sums = house.get(key)
        seals[case, recipient] = hashlib.sha256(sums).hexdigest()
        for digest, name in listed(sums.decode()):
            if hashlib.sha256(house.get(f"out/{case}/{recipient}/{name}")).hexdigest() != digest:
                torn.append(f"{case}/{recipient}/{name} is not what was sealed")
    torn += [f"{key} was left behind" for key in there if "/." in key]
    return seals, torn


WAYS = {"processes": by_processes, "Dask": by_dask, "store": by_store}
