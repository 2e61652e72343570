"""Messages between a child and who started it: whole ones, one after the other, through a socket."""

import socket
import struct

_LENGTH = struct.Struct("=Q")
ANSWER, QUESTION = b"A", b"Q"
"""How a message of a child begins."""


def send(to: socket.socket, body: bytes) -> None:
    """Send one message; raise `OSError` where the other side is gone."""
    to.sendall(_LENGTH.pack(len(body)))
    to.sendall(body)


def received(from_: socket.socket) -> bytes | None:
    """Return the next message; None where there will be none."""
    head = exactly(from_, _LENGTH.size)
    return None if head is None else exactly(from_, _LENGTH.unpack(head)[0])


def exactly(from_: socket.socket, length: int) -> bytes | None:
    """Return so many bytes; None where the other side is gone before."""
    parts: list[bytes] = []
    while length:
        part = from_.recv(min(length, 1 << 20))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
