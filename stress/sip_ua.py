"""A fleet of telephones in one thread: exact 20 ms packets, arrivals stamped by the kernel.

Unlike a softphone it has no jitter buffer and no sound card, so what it sends leaves on time and
what it receives is stamped before anybody in user space has seen it: this is what we measure with.
"""

import heapq
import itertools
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, Self

from agent_worker.runtime.g711 import Law
from stress.sip_call import BYE_WAIT_S, Parties, SipCall
from stress.sip_wire import Address, parse

LOOPBACK: Final = "127.0.0.1"
IDLE_S: Final = 0.02
TEST_CALLER: Final = "+61491570156"


class UserAgent:
    """Holds any number of calls; its thread runs from `with` to the end of it."""

    def __init__(self, law: Law = "alaw") -> None:
        """Take a port; all calls use one law."""
        self.law: Final[Law] = law
        self.sip: Final = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sip.bind((LOOPBACK, 0))
        self.sip.settimeout(0)
        self.port: int = self.sip.getsockname()[1]
        self.late_s: list[float] = []
        """How late each timer ran: our own share of any jitter that is seen."""
        self._calls: dict[str, SipCall] = {}
        self._ears: dict[int, Callable[[], None]] = {self.sip.fileno(): self._take_messages}
        self._poll = select.epoll()
        self._poll.register(self.sip.fileno(), select.EPOLLIN)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sip-ua", daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up whatever is up, and stop."""
        for call in list(self._calls.values()):
            call.hang_up()
        for call in list(self._calls.values()):
            call.ended.wait(BYE_WAIT_S + 1)
        self._stopping.set()
        self._thread.join()
        self.sip.close()
        self._poll.close()

    def dial(
        self,
        to: Address,
        number: str,
        *,
        caller: str = TEST_CALLER,
        headers: Mapping[str, str] | None = None,
    ) -> SipCall:
        """Ring `number` at this address; returns at once."""
        parties = Parties(to, number=number, caller=caller)
        call = self._calls[parties.call_id] = SipCall(self, to, parties, headers or {})
        self.at(time.monotonic(), call.invite)
        return call

    def at(self, when: float, act: Callable[[], None]) -> None:
        """Have the thread do something at a time of the monotonic clock."""
        with self._lock:
            heapq.heappush(self._due, (when, next(self._order), act))

    def listen(self, ear: socket.socket, act: Callable[[], None]) -> None:
        """Have the thread call `act` whenever there is something to read."""
        self._ears[ear.fileno()] = act
        self._poll.register(ear.fileno(), select.EPOLLIN)

    def forget(self, ear: socket.socket) -> None:
        """Stop listening and close it."""
        if ear.fileno() >= 0:
            self._poll.unregister(ear.fileno())
            del self._ears[ear.fileno()]
            ear.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            until = self._do_what_is_due()
            for descriptor, _ in self._poll.poll(max(0.0, until - time.monotonic())):
                if (act := self._ears.get(descriptor)) is not None:
                    act()

    def _do_what_is_due(self) -> float:
        """Run every timer that is due; return when to look again."""
        while True:
            now = time.monotonic()
            with self._lock:
                if not self._due or self._due[0][0] > now:
                    next_due = self._due[0][0] if self._due else now + IDLE_S
                    return min(next_due, now + IDLE_S)
                when, _, act = heapq.heappop(self._due)
            self.late_s.append(now - when)
            act()

    def _take_messages(self) -> None:
        while True:
            try:
                data, sender = self.sip.recvfrom(65_535)
            except BlockingIOError:
                return
            message = parse(data)
            call = self._calls.get(message.one("call-id"))
            if call is not None:
                call.take(message, sender)
