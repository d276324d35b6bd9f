"""What carries one call to the bus: in order, on from what arrived, and no more once it is over."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from spine.bus.courier import ENDED_S, LEFT_S, MARK_EVERY_S, Courier
from spine.bus.mark import Mark, read_mark, write_mark
from spine.frames import Epoch, frame, join
from spine.ids import Seq
from spine.journal_file import file_name
from tests.fakes.bus_memory import MemoryBus
from tests.fakes.recorded import CALL, written

EVENTS = written()
FILE = file_name(Epoch(1), 0)
TOPIC = "topic-1"


class Bench:
    """A journal, a bus and a clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.bus = MemoryBus()
        self.now = folder.stat().st_mtime

    def write(self, events: Sequence[bytes], file: str = FILE) -> None:
        with (self.folder / file).open("ab") as journal:
            journal.write(frame(Epoch(int(file[:6])), join(events)))
        self.now = max(self.now, (self.folder / file).stat().st_mtime)

    def courier(self, topic: str = TOPIC) -> Courier:
        return Courier(self.folder, topic, told=lambda _: None, now=lambda: self.now)

    def turn(self, courier: Courier, most: int = 100, *, later: float = 0.0) -> int:
        self.now += later
        sent = courier.send(self.bus, most)
        courier.settle()
        courier.note()
        return sent

    @property
    def mark(self) -> Mark:
        return read_mark(self.folder, TOPIC)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / CALL)


def test_what_is_written_is_sent_in_order_and_once(bench: Bench) -> None:
    courier = bench.courier()
    for event in EVENTS:
        bench.write([event])
        assert bench.turn(courier) == 1
        assert bench.turn(courier) == 0

    assert bench.bus.bodies(CALL) == EVENTS


def test_a_mark_stands_only_on_what_arrived_in_order(bench: Bench) -> None:
    bench.write(EVENTS)
    bench.bus.acknowledges = False
    courier = bench.courier()
    bench.turn(courier)

    for place in (1, 3, 2):
        bench.bus.waiting[place](None)
    bench.turn(courier, later=MARK_EVERY_S)
    assert bench.mark.acked == 0
    bench.bus.waiting[0](None)
    bench.turn(courier, later=MARK_EVERY_S)
    assert bench.mark.acked == 4
    assert courier.in_flight == len(EVENTS) - 4


def test_a_mark_is_not_written_for_every_event_but_at_the_end(bench: Bench) -> None:
    courier = bench.courier()
    bench.write(EVENTS[:2])
    bench.turn(courier)
    assert bench.mark.acked == 0

    courier.note(at_once=True)
    assert bench.mark.acked == 2


def test_what_did_not_arrive_is_sent_again_from_the_first_of_it_on(bench: Bench) -> None:
    bench.write(EVENTS)
    bench.bus.acknowledges = False
    courier = bench.courier()
    bench.turn(courier)
    bench.bus.waiting.pop(0)(None)
    bench.bus.waiting.pop(1)(None)
    bench.bus.fail()
    assert courier.has_failed

    courier.take_back()
    assert courier.in_flight == 0
    bench.bus.sent.clear()
    bench.bus.acknowledges = True
    bench.turn(courier)
    assert bench.bus.bodies(CALL) == EVENTS[1:]


def test_a_bus_that_takes_no_more_is_handed_the_rest_later(bench: Bench) -> None:
    bench.write(EVENTS)
    courier = bench.courier()
    bench.turn(courier, most=3)
    bench.write(EVENTS)  # the same again: nothing is read before the rest is sent
    bench.turn(courier, most=3)

    assert bench.bus.bodies(CALL) == EVENTS[:6]


def test_whoever_comes_after_goes_on_from_the_mark(bench: Bench) -> None:
    bench.write(EVENTS[:4])
    first = bench.courier()
    bench.turn(first)
    first.note(at_once=True)
    bench.write(EVENTS[4:])
    bench.bus.sent.clear()
    bench.turn(bench.courier())

    assert bench.bus.bodies(CALL) == EVENTS[4:]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"topic":"topic-1"}', b"\xff"])
def test_a_damaged_mark_sends_everything_again(bench: Bench, damage: bytes) -> None:
    bench.write(EVENTS)
    (bench.folder / "shipped").write_bytes(damage)
    bench.turn(bench.courier())

    assert bench.bus.bodies(CALL) == EVENTS


def test_in_a_topic_that_was_made_anew_nothing_has_arrived(bench: Bench) -> None:
    bench.write(EVENTS)
    write_mark(bench.folder, Mark("another", Seq(5)))
    bench.turn(bench.courier())

    assert bench.bus.bodies(CALL) == EVENTS


@pytest.mark.parametrize(
    ("events", "rests_s"), [(EVENTS, ENDED_S), (EVENTS[:-1], LEFT_S)], ids=["ended", "left"]
)
def test_a_call_that_rests_is_over_and_never_looked_at_again(
    bench: Bench, events: Sequence[bytes], rests_s: float
) -> None:
    bench.write(events)
    courier = bench.courier()
    bench.turn(courier)
    over = []
    for later in (rests_s - 1, 2):
        bench.turn(courier, later=later)
        over.append(courier.is_over)
    assert over == [False, True]
    assert bench.courier().is_over


def test_a_call_is_not_over_while_anything_is_on_its_way(bench: Bench) -> None:
    bench.write(EVENTS)
    bench.bus.acknowledges = False
    courier = bench.courier()
    bench.turn(courier)
    bench.turn(courier, later=LEFT_S + 1)

    assert not courier.is_over


def test_a_journal_that_grew_after_it_was_over_is_found_at_the_next_start(bench: Bench) -> None:
    bench.write(EVENTS[:-2])
    courier = bench.courier()
    bench.turn(courier)
    bench.turn(courier, later=LEFT_S + 1)
    assert courier.is_over

    bench.write(EVENTS[-2:], file_name(Epoch(2), 0))
    again = bench.courier()
    assert not again.is_over
    bench.bus.sent.clear()
    bench.turn(again)
    assert bench.bus.bodies(CALL) == EVENTS[-2:]


def test_a_journal_that_grows_in_the_last_moment_is_not_over(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write(EVENTS[:-2])
    courier = bench.courier()
    bench.turn(courier)
    bench.now += LEFT_S + 1
    courier.send(bench.bus, 100)
    bench.write(EVENTS[-2:])
    courier.note()
    assert not courier.is_over
    bench.turn(courier)
    assert bench.bus.bodies(CALL) == EVENTS


def test_a_resting_journal_is_looked_at_less_often_and_a_new_folder_at_once(bench: Bench) -> None:
    courier = bench.courier()
    bench.turn(courier)
    bench.write(EVENTS[:2])
    assert bench.turn(courier) == 2

    bench.turn(courier, later=120)
    bench.write(EVENTS[2:])
    assert bench.turn(courier) == 0
    assert bench.turn(courier, later=1) == len(EVENTS) - 2


def test_damage_is_told_once_and_without_a_word_of_what_was_said(bench: Bench) -> None:
    bench.write(EVENTS[:4])
    with (bench.folder / FILE).open("ab") as journal:
        journal.write(b"my tap leaks")
    bench.write(EVENTS[4:])
    courier = bench.courier()
    with capture_logs() as told:
        for _ in range(3):
            bench.turn(courier)

    (fault,) = told
    assert (fault["event"], fault["what"], fault["call"]) == ("journal.fault", "damaged", CALL)
    assert "tap" not in str(told)
    assert bench.bus.bodies(CALL) == EVENTS


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    nothing: Callable[[Exception | None], None] = print
    with pytest.raises(FileNotFoundError):
        Courier(tmp_path / "none", TOPIC, told=nothing, now=lambda: 0.0)
