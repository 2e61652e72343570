"""An SFTP server on loopback that shows one folder to whoever has the right key."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko


@dataclass
class Sftp:
    """The server, its folder, and a home folder with all that a user needs to get in."""

    folder: Path
    home: Path
    port: int = 0
    known: bool = True
    """Whether the user's known_hosts names the server."""
    connections: list[paramiko.Transport] = field(default_factory=list)
    break_after: int = 0
    """Drop the connection once, when so many files were opened; 0 for never."""
    opened: int = 0

    def url(self, *names: str) -> str:
        """Return the address of a folder."""
        return "/".join((f"sftp://seller@127.0.0.1:{self.port}", *names))


@contextmanager
def sftp_server(place: Path) -> Iterator[Sftp]:
    """Start a server; its user's key and known_hosts are in the home folder."""
    server_key, user_key = (paramiko.ECDSAKey.generate() for _ in range(2))
    made = Sftp(place / "served", place / "home")
    made.folder.mkdir()
    (made.home / ".ssh").mkdir(parents=True)
    user_key.write_private_key_file(str(made.home / ".ssh" / "id_ecdsa"))
    listening = socket.create_server(("127.0.0.1", 0))
    made.port = listening.getsockname()[1]
    name = f"[127.0.0.1]:{made.port}"
    (made.home / ".ssh" / "known_hosts").write_text(
        f"{name} {server_key.get_name()} {server_key.get_base64()}\n"
    )

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(server_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, served=made)
            made.connections.append(transport)
            try:
                transport.start_server(server=_Door(user_key))
            except (paramiko.SSHException, EOFError, OSError):  # whoever came went away again
                transport.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)
        for transport in made.connections:
            transport.close()


class _Door(paramiko.ServerInterface):  # type: ignore[misc]  # paramiko has no types
    def __init__(self, key: Any) -> None:
        self._key = key

    def check_auth_publickey(self, username: str, key: Any) -> int:
        right = username == "seller" and key == self._key
        return int(paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED)

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc]  # paramiko has no types
    def __init__(self, server: Any, *more: Any, served: Sftp, **how: Any) -> None:
        super().__init__(server, *more, **how)
        self._served = served

    def _at(self, path: str) -> Path:
        return self._served.folder / path.lstrip("/")

    def list_folder(self, path: str) -> Any:
        try:
            entries = sorted(os.scandir(self._at(path)), key=lambda e: e.name)
        except OSError as reason:
            return paramiko.SFTPServer.convert_errno(reason.errno or 0)
        return [paramiko.SFTPAttributes.from_stat(e.stat(follow_symlinks=False), e.name) for e in entries]

    def stat(self, path: str) -> Any:
        return self._looked(lambda: self._at(path).stat())

    def lstat(self, path: str) -> Any:
        return self._looked(lambda: self._at(path).lstat())

    def _looked(self, look: Any) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(look())
        except OSError as reason:
            return paramiko.SFTPServer.convert_errno(reason.errno or 0)

    def open(self, path: str, flags: int, attr: Any) -> Any:
        served = self._served
        served.opened += 1
        if served.opened == served.break_after:
            served.connections[-1].close()
            return paramiko.SFTP_FAILURE
        try:
            number = os.open(self._at(path), flags, 0o644)
        except OSError as reason:
            return paramiko.SFTPServer.convert_errno(reason.errno or 0)
        handle = paramiko.SFTPHandle(flags)
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        file = os.fdopen(number, "wb" if writes else "rb")
        handle.filename = path
        handle.readfile = handle.writefile = file
        handle.stat = lambda: paramiko.SFTPAttributes.from_stat(os.fstat(file.fileno()))
        return handle

    def _done(self, do: Any, *more: Any) -> int:
        try:
            do(*more)
        except OSError as reason:
            return int(paramiko.SFTPServer.convert_errno(reason.errno or 0))
        return int(paramiko.SFTP_OK)

    def remove(self, path: str) -> int:
        return self._done(os.remove, self._at(path))

    def rename(self, oldpath: str, newpath: str) -> int:
        return self._done(os.rename, self._at(oldpath), self._at(newpath))

    posix_rename = rename

    def mkdir(self, path: str, attr: Any) -> int:
        return self._done(os.mkdir, self._at(path))

    def rmdir(self, path: str) -> int:
        return self._done(os.rmdir, self._at(path))
