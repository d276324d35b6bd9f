"""Carries one call's journal to the bus: reads on, sends in order, remembers what arrived."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import structlog

from spine.bus.kafka import Then
from spine.bus.mark import Mark, journal_size, read_mark, write_mark
from spine.bus.topics import EVENTS
from spine.events.call import CallEnded
from spine.events.envelope import decode_envelope, tag_of
from spine.ids import Seq
from spine.journal_file import JournalTail

MARK_EVERY_S: Final = 2.0
"""A shipper that was killed sends again what it sent in so long."""
LIVE_S: Final = 60.0
"""A journal that grew within this time is looked at in every round, ..."""
REST_S: Final = 1.0
"""... another this often."""
ENDED_S: Final = 10.0
"""A call that ended, and whose journal rests so long, is over."""
LEFT_S: Final = 3_600.0
"""One whose process died never says that it ended."""

_ENDED: Final = tag_of(CallEnded)

log = structlog.get_logger()


class Publish(Protocol):
    """What a courier needs of a `Publisher`."""

    def publish(self, topic: str, key: str, value: bytes, then: Then) -> None:
        """Send one message."""
        ...


class Sent:
    """One event on its way; the bus's own thread says what became of it."""

    __slots__ = ("arrived", "body", "failed")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.arrived = False
        self.failed = False


class Courier:
    """One call's. It reads only what it may send: what waits for a bus waits in the journal."""

    def __init__(self, folder: Path, topic: str, *, told: Then, now: Callable[[], float]) -> None:
        """Go on behind what the mark says.

        Args:
            folder: The call's journal.
            topic: Id of the topic.
            told: Called in a thread of the bus's when something arrived, or with why it did not.
            now: Unix seconds.

        Raises:
            OSError: If there is no such folder.
        """
        self.folder = folder
        self._told = told
        self._now = now
        self._tail = JournalTail(folder)
        self._mark = read_mark(folder, topic)
        self._marked_at = now()
        size, written_at = journal_size(folder)
        self._grew_at = written_at or now()
        self.is_over = bool(size) and size == self._mark.size
        """Everything is on the bus and nothing will come: never looked at again."""
        self._acked = self._mark.acked
        self._ended = False
        self._look_at = 0.0
        self._faults = 0
        self._unsent: deque[bytes] = deque()
        self._sent: deque[Sent] = deque()

    @property
    def in_flight(self) -> int:
        """Events that were sent, and not yet acknowledged in order."""
        return len(self._sent)

    def send(self, bus: Publish, most: int) -> int:
        """Send what is new, at most so many; return how many.

        Raises:
            BusAwayError: If the bus took no more; what it took counts as sent.
            OSError: If the journal cannot be read.
        """
        if not self._unsent and self._is_time():
            self._look()
        count = 0
        while self._unsent and count < most:
            sent = Sent(self._unsent[0])
            bus.publish(EVENTS.name, self.folder.name, sent.body, self._teller(sent))
            self._sent.append(sent)
            self._unsent.popleft()
            count += 1
        return count

    def settle(self) -> None:
        """Take what arrived, in order."""
        while self._sent and self._sent[0].arrived:
            self._sent.popleft()
            self._acked = Seq(self._acked + 1)

    @property
    def has_failed(self) -> bool:
        """Say whether anything that was sent did not arrive."""
        return any(sent.failed for sent in self._sent)

    def take_back(self) -> None:
        """Forget what was sent to a bus that is no more: from the last acknowledged on, again."""
        self.settle()
        self._unsent.extendleft(sent.body for sent in reversed(self._sent))
        self._sent.clear()

    def note(self, *, at_once: bool = False) -> None:
        """Write the mark, not too often, and see whether the call is over.

        Raises:
            OSError: If it cannot be written; the next time will do.
        """
        now = self._now()
        over = self._rests(now)
        moved = self._acked != self._mark.acked
        if not over and not (moved and (at_once or now - self._marked_at >= MARK_EVERY_S)):
            return
        size = journal_size(self.folder)[0] if over else 0
        if over and size != self._tail.size:
            self._look_at = 0.0  # it grew at the last moment
            return
        self._mark = Mark(self._mark.topic, self._acked, size)
        write_mark(self.folder, self._mark)
        self._marked_at = now
        self.is_over = over

    def _rests(self, now: float) -> bool:
        """Say whether all is acknowledged and nothing came for long enough."""
        if self._sent or self._unsent or not self._look_at:
            return False
        return now - self._grew_at > (ENDED_S if self._ended else LEFT_S)

    def _is_time(self) -> bool:
        now = self._now()
        if now < self._look_at:
            return False
        self._look_at = now if now - self._grew_at < LIVE_S else now + REST_S
        return True

    def _look(self) -> None:
        before = self._tail.given
        new = self._tail.look()
        if new:
            self._ended = decode_envelope(new[-1]).type == _ENDED
            self._grew_at = max(self._grew_at, self._now()) if before else self._grew_at
        self._unsent.extend(new[max(0, self._acked - before) :])
        for fault in self._tail.faults[self._faults :]:
            log.warning("journal.fault", call=self.folder.name, file=fault.file, what=fault.what)
        self._faults = len(self._tail.faults)

    def _teller(self, sent: Sent) -> Then:
        def tell(why: Exception | None) -> None:
            sent.arrived, sent.failed = why is None, why is not None
            self._told(why)

        return tell
