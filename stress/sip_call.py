"""One call of the raw user agent: its signalling."""

import secrets
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from stress.rtp_stream import RtpStream
from stress.sip_wire import (
    Address,
    Message,
    branch,
    media_address,
    offer,
    render,
    reply,
    uri_of,
)

if TYPE_CHECKING:
    from stress.sip_ua import UserAgent

LOOPBACK: Final = "127.0.0.1"
INVITE_AGAIN_S: Final = 0.5
BYE_WAIT_S: Final = 2.0
OK: Final = 200
REDIRECTED: Final = 300


class Parties:
    """Who rings whom, as the headers of every message of the call say it."""

    def __init__(self, to: Address, *, number: str, caller: str) -> None:
        """Name both sides."""
        self.us = f"<sip:{caller}@{LOOPBACK}>;tag={secrets.token_hex(6)}"
        self.them = f"<sip:{number}@{to[0]}>"
        self.uri = f"sip:{number}@{to[0]}:{to[1]}"
        self.routes: tuple[str, ...] = ()
        self.call_id = f"{secrets.token_hex(12)}@{LOOPBACK}"
        self.number = 1
        """CSeq."""

    def headers(self, method: str, branch_: str, port: int) -> tuple[tuple[str, str], ...]:
        """Return the headers of a request from us."""
        us = f"{LOOPBACK}:{port}"
        return (
            ("Via", f"SIP/2.0/UDP {us};branch={branch_};rport"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self.routes),
            ("From", self.us),
            ("To", self.them),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.number} {method}"),
            ("Contact", f"<sip:caller@{us}>"),
        )


class SipCall:
    """One call; `hang_up` and the sound's verbs may be used from any thread."""

    def __init__(
        self, agent: "UserAgent", to: Address, parties: Parties, headers: Mapping[str, str]
    ) -> None:
        """Prepare it; nothing is sent yet."""
        self.sound: Final = RtpStream(agent, agent.law)
        self.parties: Final = parties
        self.answered = threading.Event()
        self.ended = threading.Event()
        self.code = 0
        """The last status of our INVITE."""
        self.dialled_at = self.answered_at = self.ended_at = 0.0
        """Wall clock, seconds."""
        self.ended_by = ""
        """`us`, `them` or `refused`."""
        self._agent = agent
        self._to = to
        self._extra = tuple(headers.items())
        self._branch = branch()
        self._giving_up = False

    def hang_up(self) -> None:
        """End the call, or stop ringing."""
        self._agent.at(time.monotonic(), self._end_it)

    def invite(self) -> None:
        """Ring, and again until somebody says something."""
        if self.code or self.ended.is_set():
            return
        if not self.dialled_at:
            self.dialled_at = time.time()
        description = offer(LOOPBACK, self.sound.port, self._agent.law)
        self._send("INVITE", self._branch, body=description, extra=self._extra)
        self._agent.at(time.monotonic() + INVITE_AGAIN_S, self.invite)

    def take(self, message: Message, sender: Address) -> None:
        """Take a message of this call."""
        if message.status:
            self._take_response(message)
        elif message.method != "ACK":
            self._agent.sip.sendto(render(reply(message, "200 OK")), sender)
            if message.method == "BYE":
                self._over("them")

    def _take_response(self, message: Message) -> None:
        if message.method == "BYE":
            self._over("us")
        if message.method != "INVITE":
            return
        self.code = message.status
        if message.status < OK:
            return
        self.parties.them = message.one("to")
        if message.status >= REDIRECTED:
            self._send("ACK", self._branch)
            self._over("refused")
        else:
            self._accept(message)

    def _accept(self, message: Message) -> None:
        self.parties.routes = tuple(reversed(message.all("record-route")))
        self.parties.uri = uri_of(message.one("contact"))
        self._send("ACK", branch())
        media = media_address(message.body)
        if self._giving_up:  # our CANCEL came too late
            self._bye()
        elif not self.answered.is_set() and media is not None:
            self.answered_at = time.time()
            self.answered.set()
            self.sound.start(media)

    def _end_it(self) -> None:
        if self.ended.is_set():
            return
        self._giving_up = True
        if self.answered.is_set():
            self._bye()
        else:
            self._send("CANCEL", self._branch)
        self._agent.at(time.monotonic() + BYE_WAIT_S, lambda: self._over("us"))

    def _bye(self) -> None:
        self.parties.number += 1
        self._send("BYE", branch())

    def _over(self, by: str) -> None:
        if not self.ended.is_set():
            self.ended_by, self.ended_at = by, time.time()
            self.sound.close()
            self.ended.set()

    def _send(
        self, method: str, branch_: str, *, body: str = "", extra: tuple[tuple[str, str], ...] = ()
    ) -> None:
        headers = (*self.parties.headers(method, branch_, self._agent.port), *extra)
        message = Message(f"{method} {self.parties.uri} SIP/2.0", headers, body)
        self._agent.sip.sendto(render(message), self._to)
