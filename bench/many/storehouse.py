"""An S3 on loopback that holds the cases, behind a door that answers 503 to some requests and refuses others for good."""

import http.client
import http.server
import logging
import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

BUCKET = "claims"
_MD5_OF_PARTS = "-"


class Storehouse:
    """A bucket, seen by somebody with its keys who needs not pass the door."""

    def __init__(self, client: Any, door: type["_Door"]) -> None:
        self._client, self._door = client, door

    @property
    def refused(self) -> int:
        """How many requests the door sent away."""
        return self._door.refused

    def put(self, key: str, content: bytes) -> None:
        """Write an object."""
        self._client.put_object(Bucket=BUCKET, Key=key, Body=content)

    def put_folder(self, folder: Path, prefix: str) -> None:
        """Write every file below a folder, as a tool that copies folders into a store does."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.put(f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def get(self, key: str) -> bytes:
        """Read an object."""
        content: bytes = self._client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return content

    def drop(self, prefix: str) -> None:
        """Take away all objects whose keys begin so."""
        for key in self.tags(prefix):
            self._client.delete_object(Bucket=BUCKET, Key=key)

    def tags(self, prefix: str) -> dict[str, str]:
        """Return the keys that begin so, each with the MD5 that the store has of it; none for one that came in parts."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        found = {o["Key"]: o["ETag"].strip('"') for page in pages for o in page.get("Contents", ())}
        return {key: "" if _MD5_OF_PARTS in tag else tag for key, tag in found.items()}

    def refuse(self, methods: str, way: str, answer: str) -> None:
        """Let requests of these methods whose way holds these words be answered so: `403`, `503` or `broken off`."""
        self._door.rules.append((methods, way, answer))

    def share(self, refused: float) -> None:
        """Let the door send so many of all other requests away with 503."""
        self._door.chance = refused


class _Door(http.server.BaseHTTPRequestHandler):
    """Passes requests on to the store behind it."""

    protocol_version = "HTTP/1.1"
    behind: ClassVar[tuple[str, int]]
    rules: ClassVar[list[tuple[str, str, str]]]
    chance: ClassVar[float]
    dice: ClassVar[random.Random]
    refused: ClassVar[int]

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        way = unquote(self.path)
        rule = next((a for methods, words, a in self.rules if self.command in methods and words in way), None)
        if rule is None and self.dice.random() < self.chance:
            rule = "503"
        if rule in {"403", "503"}:
            type(self).refused += 1
            code = "AccessDenied" if rule == "403" else "SlowDown"
            self._say(
                int(rule or 0), [], f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
            )
            return
        connection = http.client.HTTPConnection(*self.behind, timeout=60)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        self._say(answer.status, answer.getheaders(), content, whole=rule is None)
        connection.close()

    def _say(
        self, status: int, headers: list[tuple[str, str]], content: bytes, *, whole: bool = True
    ) -> None:
        self.send_response(status)
        told = {k.lower(): v for k, v in headers}.get("content-length") if self.command == "HEAD" else None
        for name, value in headers:
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "server", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", told or str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content if whole else content[: len(content) // 2])
        self.close_connection = self.close_connection or not whole

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _answer  # noqa: N815 - as the base class calls them

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def storehouse() -> Iterator[tuple[Storehouse, dict[str, str]]]:
    """Open a store; give it, and the environment in which a program finds its door."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it tells every request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    behind = server.get_host_and_port()
    made = {"behind": behind, "rules": [], "chance": 0.0, "dice": random.Random(7), "refused": 0}  # noqa: S311 - nothing secret
    door = type("Door", (_Door,), made)
    standing = http.server.ThreadingHTTPServer(("127.0.0.1", 0), door)
    thread = threading.Thread(target=standing.serve_forever)
    thread.start()
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    client = boto3.client(
        "s3", endpoint_url=f"http://{behind[0]}:{behind[1]}", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x",  # noqa: S106 - this store takes any
    )  # fmt: skip
    try:
        client.create_bucket(Bucket=BUCKET)
        yield (
            Storehouse(client, door),
            {**os.environ, **keys, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{standing.server_port}"},
        )
    finally:
        client.close()
        standing.shutdown()
        thread.join()
        standing.server_close()
        server.stop()
