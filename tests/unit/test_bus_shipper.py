"""The shipper's rounds: every call has its turn, a bus that is away costs nothing but time."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from spine.bus.kafka import BusAwayError
from spine.bus.shipper import MOST_AT_ONCE, MOST_IN_FLIGHT, Journals, Shipper
from spine.bus.topics import EVENTS as TOPIC
from spine.frames import Epoch, frame, join
from spine.journal_file import file_name
from tests.fakes.bus_memory import MemoryBus
from tests.fakes.recorded import written

EVENTS = written()
MANY = written([f"word {n}" for n in range(MOST_IN_FLIGHT // 2)])


class Bench:
    """Journals, and a bus in which a test is the broker."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.buses: list[MemoryBus] = []
        self.acknowledges = True
        self.is_up = True
        self.topic = "1"
        self.stop = threading.Event()
        self.shipper = Shipper(root, "nowhere:1", self.stop)

    def topics(self, *_: object) -> dict[str, str]:
        if not self.is_up:
            raise BusAwayError("away")
        return {TOPIC.name: self.topic}

    def publisher(self, _: str) -> MemoryBus:
        bus = MemoryBus()
        bus.acknowledges = self.acknowledges
        self.buses.append(bus)
        return bus

    def write(self, call: str, events: Sequence[bytes] = EVENTS, epoch: int = 1) -> None:
        (self.root / call).mkdir(parents=True, exist_ok=True)
        with (self.root / call / file_name(Epoch(epoch), 0)).open("ab") as journal:
            journal.write(frame(Epoch(epoch), join(events)))

    def rounds(self, count: int = 3) -> None:
        for _ in range(count):
            if self.shipper._bus is None and not self.shipper._connect():
                continue
            self.shipper._round()

    @property
    def bus(self) -> MemoryBus:
        return self.buses[-1]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    bench = Bench(tmp_path / "journals")
    monkeypatch.setattr("spine.bus.shipper.make_topics", bench.topics)
    monkeypatch.setattr("spine.bus.shipper.Publisher", bench.publisher)
    return bench


def test_every_call_is_found_and_shipped_those_that_begin_later_too(bench: Bench) -> None:
    bench.rounds()
    for call in ("a", "b", "c"):
        bench.write(call)
        bench.rounds(1)
    bench.rounds()

    assert {call: bench.bus.bodies(call) for call in "abc"} == dict.fromkeys("abc", EVENTS)


def test_no_more_is_on_its_way_than_memory_may_hold(bench: Bench) -> None:
    bench.acknowledges = False
    for call in ("a", "b"):
        bench.write(call, MANY)
    bench.rounds(2 * len(MANY) // MOST_AT_ONCE)

    assert len(bench.bus.sent) == MOST_IN_FLIGHT
    assert min(len(bench.bus.bodies(call)) for call in "ab") > MOST_IN_FLIGHT // 3


def test_what_failed_goes_to_a_new_connection_and_the_rest_behind_it(bench: Bench) -> None:
    bench.acknowledges = False
    bench.write("a")
    bench.rounds(2)
    for then in bench.bus.waiting[:3]:
        then(None)
    bench.bus.waiting[4](TimeoutError())
    bench.acknowledges = True
    bench.rounds()

    first, second = bench.buses
    assert first.closed
    assert second.bodies("a") == EVENTS[3:]


def test_a_bus_that_takes_nothing_is_left_and_nothing_is_lost(bench: Bench) -> None:
    bench.rounds(1)
    bench.bus.takes = False
    bench.write("a")
    bench.rounds()

    assert len(bench.buses) == 2
    assert bench.bus.bodies("a") == EVENTS


def test_without_a_bus_nothing_is_read_and_all_is_shipped_when_there_is_one(bench: Bench) -> None:
    bench.is_up = False
    bench.write("a")
    with capture_logs() as told:
        bench.rounds()
    assert not bench.buses
    assert [line["event"] for line in told] == ["bus.away"]
    bench.is_up = True
    bench.rounds()

    assert bench.bus.bodies("a") == EVENTS


def test_a_topic_that_was_made_anew_gets_everything_again(bench: Bench) -> None:
    bench.write("a")
    bench.rounds()
    bench.shipper._disconnect()
    bench.topic = "2"
    bench.rounds()

    assert [bus.bodies("a") for bus in bench.buses] == [EVENTS, EVENTS]


def test_a_journal_that_cannot_be_used_holds_no_other_up(bench: Bench) -> None:
    bench.write("a")
    (bench.root / "a" / "nonsense.sfj").write_bytes(b"x")
    (bench.root / "z").mkdir()
    (bench.root / "z" / file_name(Epoch(1), 0)).mkdir()
    bench.write("b")
    with capture_logs() as told:
        bench.rounds()

    assert bench.bus.bodies("b") == EVENTS
    assert {line["call"] for line in told if line["event"] == "journal.unusable"} == {"a", "z"}


def test_a_journal_that_was_taken_away_is_forgotten(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spine.bus.courier.MARK_EVERY_S", 0.0)
    bench.write("a")
    bench.acknowledges = False
    bench.rounds(2)
    for path in (bench.root / "a").iterdir():
        path.unlink()
    (bench.root / "a").rmdir()
    for then in bench.bus.waiting:
        then(None)
    bench.rounds()

    assert not bench.shipper._couriers


def test_told_to_stop_it_waits_for_what_is_on_its_way_and_leaves_a_mark(bench: Bench) -> None:
    bench.write("a")
    running = threading.Thread(target=bench.shipper.run)
    running.start()
    while not bench.buses or bench.bus.bodies("a") != EVENTS:
        bench.stop.wait(0.001)
    bench.stop.set()
    running.join()

    assert bench.bus.closed
    assert b'"acked":8' in (bench.root / "a" / "shipped").read_bytes()


def test_journals_are_found_the_newest_first_and_each_once(tmp_path: Path) -> None:
    journals = Journals(tmp_path / "none")
    assert journals.next(5) == []
    journals = Journals(tmp_path)
    for name in ("1", "3", "2"):
        (tmp_path / name).mkdir()
    (tmp_path / "a file").touch()

    assert [path.name for path in journals.next(2)] == ["3", "2"]
    (tmp_path / "4").mkdir()
    assert [path.name for path in journals.next(9)] == ["4", "1"]
    assert journals.next(9) == []
