"""Cases and bundles in an object store: a real S3 on loopback, also one that answers 503 half the time."""

import hashlib
import http.client
import http.server
import json
import os
import random
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from builders_intake import pdf
from evidencekit.model.stored import StoredFolder, stored_folder
from evidencekit.stores import StoredFile, safe_places

pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
pytest.importorskip("moto", reason="moto is not installed: there is no S3 to try it on")
_CASE = 'recipients = ["generic"]\n[claimant]\nname = "Harbor Home"\n'


@dataclass
class S3:
    """A store on loopback, as seen by somebody who has its keys."""

    url: str
    client: Any

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket="claims", Key=key, Body=content)

    def get(self, key: str) -> bytes:
        content: bytes = self.client.get_object(Bucket="claims", Key=key)["Body"].read()
        return content

    def keys(self, prefix: str) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket="claims", Prefix=prefix)
        return [o["Key"] for page in pages for o in page.get("Contents", ())]

    def case(self, name: str, **files: bytes) -> None:
        self.put(f"cases/{name}/case.toml", _CASE.encode())
        self.put(f"cases/{name}/invoice.pdf", pdf(f"Commercial Invoice No. INV-{zlib.crc32(name.encode())}"))
        for path, content in files.items():
            self.put(f"cases/{name}/{path}", content)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def s3(server: str) -> Iterator[S3]:
    import boto3

    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")  # fmt: skip
    client.create_bucket(Bucket="claims")
    made = S3(server, client)
    yield made
    for key in made.keys(""):
        client.delete_object(Bucket="claims", Key=key)
    client.delete_bucket(Bucket="claims")
    client.close()


def batch(*arguments: object, url: str, **more: str) -> tuple[int, dict[str, Any], str]:
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1", **more,
    }  # fmt: skip
    command = [sys.executable, "-m", "evidencekit", "batch", *map(str, arguments), "--today", "2026-10-20", "--json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=240, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr


def results(answer: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {o["case"]: (o["status"], o["unchanged"]) for o in answer["outcomes"]}


def test_cases_and_bundles_in_a_store_come_out_as_they_do_here(s3: S3, tmp_path: Path) -> None:
    """The same sealed files; the overview beside them; a second run leaves all as it stands; what was touched is made again."""
    for name in ("a", "b"):
        s3.case(name)
    s3.case("broken")
    s3.put("cases/broken/case.toml", b"claimant = 3\n")
    for key in s3.keys("cases/"):
        here = tmp_path / key
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(s3.get(key))
    batch(tmp_path / "cases", "--out", tmp_path / "out", url=s3.url)

    code, answer, said = batch("s3://claims/cases", "--out", "s3://claims/out", "--jobs", 2, url=s3.url)

    assert code == 4
    assert results(answer) == {"a": ("built", False), "b": ("built", False), "broken": ("failed", False)}
    assert answer["outcomes"][0]["folder"] == "s3://claims/out/a/generic"
    assert s3.get("out/a/generic/SHA256SUMS") == (tmp_path / "out/a/generic/SHA256SUMS").read_bytes()
    for line in s3.get("out/a/generic/SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(s3.get(f"out/a/generic/{name}")).hexdigest() == digest
    assert "a/generic/review.html" in s3.get("out/overview.csv").decode()
    assert [k for k in s3.keys("out/") if "/." in k] == []
    assert "s3://claims/out/overview.html" in said

    again = results(batch("s3://claims/cases", "--out", "s3://claims/out", url=s3.url)[1])
    assert again == {"a": ("built", True), "b": ("built", True), "broken": ("failed", False)}

    s3.put("out/a/generic/bundle.pdf", b"touched")
    s3.put("cases/b/more.txt", b"PACKING LIST")
    third = results(batch("s3://claims/cases", "--out", "s3://claims/out", url=s3.url)[1])
    assert third == {"a": ("built", False), "b": ("built", False), "broken": ("failed", False)}
    assert s3.get("out/a/generic/bundle.pdf")[:5] == b"%PDF-"


def test_a_case_here_goes_to_a_store_and_one_there_comes_here(s3: S3, tmp_path: Path) -> None:
    s3.case("a")
    assert results(batch("s3://claims/cases", "--out", tmp_path / "out", url=s3.url)[1]) == {"a": ("built", False)}  # fmt: skip
    assert (tmp_path / "out" / "a" / "generic" / "bundle.pdf").is_file()
    folder = tmp_path / "cases" / "plate"
    folder.mkdir(parents=True)
    (folder / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-9"))

    for unchanged in (False, True):
        answer = batch(
            tmp_path / "cases", "--for", "generic", "--out", "s3://claims/sent", "--jobs", 1, url=s3.url
        )[1]
        assert results(answer) == {"plate": ("built", unchanged)}
    assert "sent/plate/generic/bundle.pdf" in s3.keys("sent/")


def test_a_dry_run_looks_into_a_store_and_writes_nothing_there(s3: S3, tmp_path: Path) -> None:
    """What stands from this input would be left, the rest built or fail; also with bundles here and cases there."""
    s3.case("a")
    batch("s3://claims/cases", "--out", "s3://claims/out", url=s3.url)
    s3.case("b")
    s3.put("cases/broken/case.toml", b"claimant = 3\n")
    before = {key: s3.get(key) for key in s3.keys("out/")}

    said = {}
    for out in ("s3://claims/out", tmp_path / "out"):
        code, answer, _ = batch("s3://claims/cases", "--out", out, "--dry-run", url=s3.url)
        assert code == 4
        said[str(out)] = {c["case"]: c["would"] for c in answer["cases"]}

    assert said["s3://claims/out"] == {"a": "leave", "b": "build", "broken": "fail"}
    assert said[str(tmp_path / "out")] == {"a": "build", "b": "build", "broken": "fail"}
    assert {key: s3.get(key) for key in s3.keys("out/")} == before
    assert not (tmp_path / "out").exists()


def test_keys_that_no_file_may_have_are_called_something_else_and_told(s3: S3, tmp_path: Path) -> None:
    """Nothing leaves the working folder, and nothing is lost."""
    s3.case("a", **{"x/../../../up.txt": b"PACKING LIST one", "in:voice?.txt": b"two", "B.TXT": b"three", "b.txt": b"four"})  # fmt: skip
    answer = batch("s3://claims/cases", "--out", tmp_path / "out", url=s3.url)[1]

    told = [f["message"] for f in answer["outcomes"][0]["findings"] if f["code"] == "renamed"]
    kept = {p.read_bytes() for p in (tmp_path / "out" / "a" / "generic" / "originals").rglob("*.[tT][xX][tT]")}  # fmt: skip
    assert len(told) == 3
    assert {b"PACKING LIST one", b"two", b"three", b"four"} <= kept
    assert not (tmp_path / "up.txt").exists()


class _Tired(http.server.BaseHTTPRequestHandler):
    """Stands before a store and answers 503 to a share of the requests; PUT alone where it is `deaf` to those."""

    protocol_version = "HTTP/1.1"
    behind: tuple[str, int]
    share = 0.5
    refuse_puts_below = ""
    chance = random.Random(7)
    refused = 0

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        put = self.command == "PUT" and self.refuse_puts_below and self.refuse_puts_below in self.path
        if put or (not self.refuse_puts_below and self.chance.random() < self.share):
            type(self).refused += 1
            self._say(503, [], b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>")  # fmt: skip
            return
        connection = http.client.HTTPConnection(*self.behind, timeout=60)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        self._say(answer.status, answer.getheaders(), content)
        connection.close()

    def _say(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        length = {k.lower(): v for k, v in headers}.get("content-length") if self.command == "HEAD" else None  # fmt: skip
        for name, value in headers:
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "server", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", length or str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _answer  # noqa: N815 - as the base class calls them

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def tired(server: str) -> Iterator[tuple[str, type[_Tired]]]:
    host, _, port = server.removeprefix("http://").partition(":")
    handler = type(
        "Tired", (_Tired,), {"behind": (host, int(port)), "chance": random.Random(7), "refused": 0}
    )
    standing = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=standing.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{standing.server_port}", handler
    standing.shutdown()
    thread.join()
    standing.server_close()


def test_a_store_that_answers_503_half_the_time_costs_nothing(
    s3: S3, tired: tuple[str, type[_Tired]]
) -> None:
    url, handler = tired
    s3.case("a")

    code, answer, said = batch("s3://claims/cases", "--out", "s3://claims/out", "--jobs", 1, url=url)

    assert (code, results(answer)) == (0, {"a": ("built", False)}), said
    assert handler.refused > 10
    assert hashlib.sha256(s3.get("out/a/generic/bundle.pdf")).hexdigest() in s3.get("out/a/generic/SHA256SUMS").decode()  # fmt: skip


def test_a_store_that_takes_nothing_any_more_keeps_what_stood_there(
    s3: S3, tired: tuple[str, type[_Tired]]
) -> None:
    """The bundle before stays whole, the reason is told once, and the next run makes the new one."""
    url, handler = tired
    s3.case("a")
    handler.refuse_puts_below = "nothing of it"
    batch("s3://claims/cases", "--out", "s3://claims/out", url=url)
    before = {k: s3.get(k) for k in s3.keys("out/a/generic/")}
    s3.put("cases/a/more.txt", b"PACKING LIST")
    handler.refuse_puts_below = "out/a/"

    code, answer, said = batch("s3://claims/cases", "--out", "s3://claims/out", "--jobs", 1, url=url)

    assert code == 8
    assert results(answer) == {"a": ("failed", False)}
    assert "it was tried 7 times. What stood there before is unchanged" in said
    assert {k: s3.get(k) for k in s3.keys("out/a/generic/")} == before
    assert results(batch("s3://claims/cases", "--out", "s3://claims/out", url=s3.url)[1]) == {"a": ("built", False)}  # fmt: skip


def test_a_bucket_or_folder_that_is_not_there_is_told(s3: S3, tmp_path: Path) -> None:
    s3.case("a")
    for root, says in (("s3://nobody/cases", "nobody"), ("s3://claims/casse", "does not exist")):
        code, _, said = batch(root, "--out", tmp_path / "out", url=s3.url)
        assert code == 2
        assert says in said


def test_addresses_of_stores() -> None:
    assert stored_folder("s3://b/cases/") == StoredFolder("s3://b/cases")
    assert stored_folder("cases") is None
    assert stored_folder("C:/cases") is None
    assert StoredFolder("s3://b/cases").child("a").name == "a"


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        (["a.pdf", "b/c.pdf"], ["a.pdf", "b/c.pdf"]),
        (["../a.pdf", "/b.pdf", "x//y.pdf", "./z.pdf"], ["_/a.pdf", "b.pdf", "x/y.pdf", "z.pdf"]),
        (["a.pdf", "A.pdf", "a.PDF"], ["a.pdf", "A (2).pdf", "a (3).PDF"]),
        (["a", "a/b.pdf"], ["a", "a (2)/b.pdf"]),
    ],
)
def test_every_key_has_a_place_of_its_own_inside(keys: list[str], places: list[str]) -> None:
    files = tuple(StoredFile(f"b/{k}", k, 1, "") for k in keys)
    found = [place for _, place in safe_places(files)]
    assert len({p.casefold() for p in found}) == len(keys)
    assert all(".." not in p.split("/") and not p.startswith("/") for p in found)
    assert found == places
