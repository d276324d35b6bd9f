"""SIP messages and session descriptions as text: only what one call between two addresses needs."""

import re
import secrets
from collections.abc import Mapping
from typing import Final

import msgspec

from agent_worker.runtime.g711 import Law

PAYLOAD: Final[Mapping[Law, int]] = {"mulaw": 0, "alaw": 8}
"""RTP payload types of G.711."""
EVENT_PAYLOAD: Final = 101
"""Ours for keys (RFC 2833)."""
_NAMES: Final[Mapping[Law, str]] = {"mulaw": "PCMU", "alaw": "PCMA"}
_COMPACT: Final = {"i": "call-id", "f": "from", "t": "to", "v": "via", "m": "contact"}

Address = tuple[str, int]


class Message(msgspec.Struct, frozen=True):
    """A request or a response."""

    first: str
    """The line that says which."""
    headers: tuple[tuple[str, str], ...]
    """In order; names in lower case, short forms written out."""
    body: str = ""

    @property
    def status(self) -> int:
        """The response's code; 0 for a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """What is asked, or what is answered."""
        return self.first.split()[0] if not self.status else self.one("cseq").split()[1]

    def one(self, name: str) -> str:
        """Return the first header of that name, empty if there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return every header of that name, in order."""
        return [value for key, value in self.headers if key == name]


def parse(data: bytes) -> Message:
    """Read a datagram; what is no header is left out."""
    head, _, body = data.decode("utf-8", errors="replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    headers = tuple(
        (_COMPACT.get(name.strip().lower(), name.strip().lower()), value.strip())
        for name, _, value in pairs
    )
    return Message(first, headers, body)


def render(message: Message) -> bytes:
    """Write a message, with its length."""
    lines = [message.first, *(f"{name}: {value}" for name, value in message.headers)]
    if message.body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(message.body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + message.body).encode()


def reply(request: Message, status: str) -> Message:
    """Answer a request inside a dialogue."""
    kept = ("via", "record-route", "from", "to", "call-id", "cseq")
    return Message(f"SIP/2.0 {status}", tuple(pair for pair in request.headers if pair[0] in kept))


def branch() -> str:
    """Name a transaction."""
    return f"z9hG4bK{secrets.token_hex(8)}"


def offer(host: str, port: int, law: Law) -> str:
    """Describe the sound that we can take: one law, and keys."""
    payload = PAYLOAD[law]
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {payload} {EVENT_PAYLOAD}\r\n"
        f"a=rtpmap:{payload} {_NAMES[law]}/8000\r\n"
        f"a=rtpmap:{EVENT_PAYLOAD} telephone-event/8000\r\na=fmtp:{EVENT_PAYLOAD} 0-16\r\n"
        "a=ptime:20\r\na=sendrecv\r\n"
    )


def media_address(description: str) -> Address | None:
    """Return where the other side wants our sound."""
    host = re.search(r"^c=IN IP4 (\S+)", description, re.MULTILINE)
    port = re.search(r"^m=audio (\d+)", description, re.MULTILINE)
    return (host[1], int(port[1])) if host and port else None


def uri_of(header: str) -> str:
    """Return the address inside `<…>`."""
    found = re.search(r"<([^>]+)>", header)
    return found[1] if found else header.split(";", maxsplit=1)[0].strip()
