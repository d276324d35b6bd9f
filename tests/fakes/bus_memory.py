"""A bus that keeps everything in memory, and acknowledges when it is told to."""

from collections.abc import Callable

from spine.bus.kafka import BusAwayError, Then


class MemoryBus:
    """A `Publisher` whose acknowledgements a test gives."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self.waiting: list[Then] = []
        self.acknowledges = True
        self.takes = True
        self.closed = False

    def publish(self, topic: str, key: str, value: bytes, then: Then) -> None:
        """Take one message."""
        if not self.takes:
            raise BusAwayError("away")
        self.sent.append((key, value))
        if self.acknowledges:
            then(None)
        else:
            self.waiting.append(then)

    def fail(self) -> None:
        """Let everything that waits fail."""
        waiting, self.waiting = self.waiting, []
        for then in waiting:
            then(TimeoutError())

    def close(self, patience_s: float = 0.0) -> None:
        """Let go: what was not acknowledged fails."""
        self.closed = True
        self.fail()

    def bodies(self, key: str) -> tuple[bytes, ...]:
        """Return what was sent under a key."""
        return tuple(value for name, value in self.sent if name == key)


class MemorySource:
    """A `Receiver` that has some batches and then stops who reads it."""

    def __init__(self, batches: list[tuple[bytes, ...]], stop: Callable[[], None]) -> None:
        self.batches = batches
        self.stop = stop
        self.commits = 0
        self.taken = 0
        self.closed = False
        self.notes = True

    def receive(self, wait_ms: int, most: int) -> tuple[bytes, ...]:
        """Give the next batch."""
        if self.taken == len(self.batches):
            self.stop()
            return ()
        self.taken += 1
        return self.batches[self.taken - 1]

    def commit(self) -> None:
        """Note the place."""
        if not self.notes:
            raise BusAwayError("not noted")
        self.commits = self.taken

    def close(self) -> None:
        """Leave."""
        self.closed = True
