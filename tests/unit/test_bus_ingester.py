"""The ingester's order of things: into the log, then the place noted; nothing stops it for good."""

import logging
import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.exc import DataError, OperationalError
from structlog.testing import capture_logs

from spine.bus.ingester import Ingester
from spine.bus.kafka import BusAwayError, Rarely
from spine.log.call_log import Appended
from tests.fakes.bus_memory import MemorySource
from tests.fakes.recorded import CALL, as_stored, written
from tests.fakes.spine_memory import MemoryLog

EVENTS = written()


class Bench:
    """An ingester between a source and a log that a test can break."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.log = MemoryLog()
        self.stops_at_append = False
        self.errors: list[Exception] = []
        self.appends: list[int] = []
        self.stumbles_over: bytes | None = None
        self.refused: list[tuple[bytes, str]] = []
        self.views = 0
        self.looked: Callable[[], None] = lambda: None
        self.sources: list[MemorySource] = []

    def append(self, stored: Sequence[bytes]) -> Appended:
        if self.stops_at_append:
            self.stop.set()
            raise ConnectionRefusedError
        if self.errors:
            raise self.errors.pop(0)
        if self.stumbles_over in stored:
            raise DataError("insert", {}, Exception("cannot be"))
        self.appends.append(len(stored))
        return self.log.append(stored)

    def close(self) -> None:
        """Nothing to let go."""

    def join(self) -> MemorySource:
        if not self.sources:
            self.stop.set()
            raise BusAwayError("away")
        return self.sources.pop(0)

    def refuse(self, body: bytes, why: str) -> None:
        self.refused.append((body, why))

    def catch_up(self) -> None:
        self.views += 1
        self.looked()

    def run(self, *batches: Sequence[bytes]) -> MemorySource:
        source = MemorySource([tuple(batch) for batch in batches], self.stop.set)
        self.sources.append(source)
        self.go()
        return source

    def go(self) -> None:
        Ingester(self.join, self, self.stop, refuse=self.refuse, then=self.catch_up).run()


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr("spine.bus.ingester.AGAIN_S", 0.001)
    return Bench()


def test_every_batch_is_in_the_log_then_noted_and_the_views_follow(bench: Bench) -> None:
    source = bench.run(EVENTS[:3], EVENTS[3:])

    assert bench.log.read(CALL) == as_stored(EVENTS)
    assert (source.commits, source.closed) == (2, True)
    assert bench.views == 3


def test_a_database_that_is_away_is_asked_again_for_the_same_events(bench: Bench) -> None:
    away = OperationalError("insert", {}, Exception("gone"))
    bench.errors = [away, ConnectionRefusedError(), away]
    with capture_logs() as told:
        source = bench.run(EVENTS)

    assert bench.log.read(CALL) == as_stored(EVENTS)
    assert source.commits == 1
    assert [line["event"] for line in told] == ["away", "back"]
    assert "gone" not in str(told)


def test_told_to_stop_while_the_database_is_away_it_notes_nothing(bench: Bench) -> None:
    bench.stops_at_append = True
    assert bench.run(EVENTS).commits == 0
    assert not bench.log.read(CALL)


def test_a_message_that_a_log_stumbles_over_is_put_aside_and_the_others_arrive(
    bench: Bench,
) -> None:
    bench.stumbles_over = b"poison"
    source = bench.run((*EVENTS[:3], b"poison", *EVENTS[3:]), [b"poison"])

    assert bench.log.read(CALL) == as_stored(EVENTS)
    assert bench.refused == [(b"poison", "DataError")] * 2
    assert source.commits == 2


def test_what_the_log_quarantines_is_counted_and_stops_nothing(bench: Bench) -> None:
    with capture_logs() as told:
        source = bench.run((b"junk", *EVENTS))

    assert source.commits == 1
    assert told == [{"event": "events.quarantined", "count": 1, "log_level": "warning"}]


def test_views_that_fail_never_hold_up_the_log(bench: Bench) -> None:
    def fail() -> None:
        raise KeyError("broken")

    bench.looked = fail
    source = bench.run(EVENTS[:3], EVENTS[3:])

    assert source.commits == 2
    assert bench.log.read(CALL) == as_stored(EVENTS)
    assert bench.views == 1  # left alone for a while


def test_a_place_that_was_not_noted_is_no_harm(bench: Bench) -> None:
    source = MemorySource([EVENTS, EVENTS], bench.stop.set)
    source.notes = False
    bench.sources = [source]
    bench.go()

    assert bench.log.read(CALL) == as_stored(EVENTS)
    assert not bench.log.quarantine()


def test_a_bus_that_went_away_is_joined_again(bench: Bench) -> None:
    class Broken(MemorySource):
        def receive(self, wait_ms: int, most: int) -> tuple[bytes, ...]:
            raise BusAwayError("gone")

    broken = Broken([], bench.stop.set)
    bench.sources = [broken]
    bench.run(EVENTS)

    assert broken.closed
    assert bench.log.read(CALL) == as_stored(EVENTS)


def test_a_bus_that_is_away_is_waited_for(bench: Bench) -> None:
    bench.go()  # it is told to stop when it asked once

    assert bench.stop.is_set()


def test_a_chatty_library_is_heard_now_and_then_and_told_how_much_was_held_back() -> None:
    now = 0.0
    rarely = Rarely(10.0, clock=lambda: now)
    records = [
        logging.LogRecord("kafka", logging.ERROR, "", 0, "no %s", ("broker",), None)
        for _ in range(4)
    ]

    passed = [rarely.filter(record) for record in records[:3]]
    now = 10.0
    assert [*passed, rarely.filter(records[3])] == [True, False, False, True]
    assert records[3].getMessage() == "no broker (and 2 lines that were held back)"
