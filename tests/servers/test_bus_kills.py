"""What is killed while calls are in progress, and what the log has in the end: all of it, once."""

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from spine.bus.ingester import ingester
from spine.bus.kafka import BusAwayError, Publisher, Receiver, make_topics
from spine.bus.topics import EVENTS, LARGEST, TOPICS
from spine.home import Home
from spine.ids import CallId
from spine.log.call_log import Appended
from spine.reading import read_entries
from tests.fakes.bus_bench import Bench, LiveCalls, Servers, servers
from tests.fakes.recorded import HEADING, SEALER, as_stored, written

KILLED_BEFORE_ITS_COMMIT = """
import os, signal, sys, threading
from spine.bus.ingester import Ingester, ingester
from spine.home import find_home
from spine.log.open import open_log
from spine.settings import Spine, read_section

kept_in, commit = open_log(find_home()), Ingester._commit

def die(self, source):
    if kept_in.head(sys.argv[1]):  # what other tests left in the topic is not what this is about
        os.kill(os.getpid(), signal.SIGKILL)
    commit(self, source)

Ingester._commit = die
ingester(read_section(Spine).kafka, kept_in, threading.Event()).run()
"""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with servers(tmp_path_factory.mktemp("bus")) as running:
        yield running


@pytest.fixture
def bench(running: Servers, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(running, Home(tmp_path / "home"))
    yield bench
    bench.close()


def calls_of(request: pytest.FixtureRequest, count: int = 3) -> list[str]:
    return [f"{request.node.name[:60]}-{n}" for n in range(count)]


def assert_all_once_and_in_order(
    bench: Bench, journals: Mapping[CallId, Sequence[bytes]], behind: int
) -> None:
    for call, stored in journals.items():
        bench.wait_for_rows(call, len(stored))
        assert bench.log.read(call) == as_stored(stored)
        assert len(read_entries(bench.log.read(call), SEALER)) == len(stored)
    order: dict[str, list[int]] = {}
    while placed := bench.log.after(behind):
        behind = placed[-1].pos
        for one in placed:
            order.setdefault(one.stream_id, []).append(one.seq)
    for call, stored in journals.items():
        assert order[call] == list(range(1, len(stored) + 1))
    assert not bench.log.quarantine()


def test_a_broker_that_is_killed_twice_in_the_middle_of_calls_costs_nothing(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    behind = bench.log.end()
    shipper = bench.shipper()
    bench.ingester()
    calls = LiveCalls(bench.home, calls_of(request))
    calls.start()
    for dies_with_it in (False, True):
        bench.wait_for_rows(calls.calls[0], calls.recorded)
        bench.on.kill_kafka()
        calls.talk_on(500)
        if dies_with_it:  # what it had sent to nobody was in its memory
            shipper.kill()
            bench.shipper()
        bench.on.start_kafka()
        calls.talk_on(50)

    assert_all_once_and_in_order(bench, calls.hang_up(), behind)


def test_a_shipper_that_is_killed_again_and_again_goes_on_from_what_arrived(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    behind = bench.log.end()
    bench.ingester()
    calls = LiveCalls(bench.home, calls_of(request))
    calls.start()
    for kill in range(4):
        shipper = bench.shipper()
        bench.wait_for_rows(calls.calls[-1], calls.recorded + 40 * kill)
        shipper.kill()
        calls.talk_on(20)
    bench.shipper()

    assert_all_once_and_in_order(bench, calls.hang_up(), behind)


def test_an_ingester_that_is_killed_between_its_insert_and_its_commit_leaves_each_event_once(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    behind = bench.log.end()
    bench.shipper()
    calls = LiveCalls(bench.home, calls_of(request))
    calls.start()
    had: list[int] = []
    for _ in range(2):
        assert bench.start("-c", KILLED_BEFORE_ITS_COMMIT, calls.calls[0]).ended() == -9
        had.append(bench.log.head(calls.calls[0]))
    journals = calls.hang_up()
    again = _ingest_here(bench, until={call: len(stored) for call, stored in journals.items()})

    assert had[0] > 0  # it was in the log, and the place in the topic was not noted
    assert again.duplicates >= had[-1]
    assert_all_once_and_in_order(bench, journals, behind)


def test_a_database_that_is_killed_in_the_middle_of_calls_costs_nothing(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    behind = bench.log.end()
    bench.shipper()
    bench.ingester()
    calls = LiveCalls(bench.home, calls_of(request))
    calls.start()
    bench.wait_for_rows(calls.calls[0], 40)
    bench.on.kill_postgres()
    calls.talk_on(200)
    bench.on.start_postgres()
    calls.talk_on(20)

    assert_all_once_and_in_order(bench, calls.hang_up(), behind)


def _ingest_here(bench: Bench, until: Mapping[CallId, int]) -> Appended:
    """Run an ingester in this process until the log has everything; return what it was handed."""
    stop, handed = threading.Event(), list[Appended]()

    class Counting:
        def append(self, stored: Sequence[bytes]) -> Appended:
            handed.append(bench.log.append(stored))
            return handed[-1]

    one = ingester(bench.on.broker.address, bench.log, stop)
    one._intake = Counting()
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        for call, count in until.items():
            bench.wait_for_rows(call, count)
    finally:
        stop.set()
        thread.join()
    return Appended(sum(one.fresh for one in handed), sum(one.duplicates for one in handed))


def test_what_nobody_can_read_goes_into_quarantine_and_holds_nothing_up(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    call = CallId(request.node.name[:60])
    bodies = written(heading=msgspec.structs.replace(HEADING, call=call))
    unstorable = bodies[1].replace(b'"seq":2', b'"seq":99999999999999999999')
    junk = [
        b"",
        b"\0",
        b"{}",
        b"[" * 5_000,
        b"\xff\xfe" * 9,
        b'{"id":"x/1"}',
        bodies[1].replace(call.encode(), b"\\u0000" * 3),
        bodies[1].replace(call.encode(), b"x" * 300),
        unstorable,
        b"x" * (LARGEST // 2),
    ]
    make_topics(bench.on.broker.address, TOPICS)
    bus = Publisher(bench.on.broker.address)
    told: list[Exception | None] = []
    for body in itertools.chain.from_iterable(itertools.zip_longest(junk, bodies)):
        if body is not None:
            bus.publish(EVENTS.name, call, body, told.append)
    bus.close(10)
    assert told == [None] * (len(junk) + len(bodies))
    before = len(bench.log.quarantine())
    bench.ingester()

    bench.wait_for_rows(call, len(bodies))
    bench.wait_until(lambda: len(bench.log.quarantine()) == before + len(junk))
    assert bench.log.read(call) == as_stored(bodies)
    assert {one.body for one in bench.log.quarantine()[before:]} == set(junk)


def test_an_ingester_that_is_asked_to_go_hands_over_at_once_and_nothing_comes_twice(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    behind = bench.log.end()
    bench.shipper()
    first = bench.ingester()
    calls = LiveCalls(bench.home, calls_of(request, 1))
    calls.start()
    bench.wait_for_rows(calls.calls[0], 20)
    assert first.stop() == 0
    journals = calls.hang_up()
    handed = _ingest_here(bench, until={call: len(stored) for call, stored in journals.items()})

    assert handed.duplicates == 0
    (stored,) = journals.values()
    bench.wait_for_rows(calls.calls[0], len(stored))
    assert bench.log.read(calls.calls[0]) == as_stored(stored)
    assert behind < bench.log.end()


def test_topics_are_made_once_and_keep_their_ids(running: Servers) -> None:
    first = make_topics(running.broker.address, TOPICS)

    assert set(first) == {topic.name for topic in TOPICS}
    assert make_topics(running.broker.address, TOPICS) == first


def test_a_group_that_is_new_begins_at_the_beginning(running: Servers) -> None:
    make_topics(running.broker.address, TOPICS)
    bus = Publisher(running.broker.address)
    told: list[Exception | None] = []
    bus.publish(EVENTS.name, "somebody", b"first", told.append)
    bus.close(10)
    receiver = Receiver(running.broker.address, EVENTS.name, "somebody-new")
    got: list[bytes] = []
    while b"first" not in got:
        got += receiver.receive(500, 1_000)
    receiver.close()

    assert told == [None]


def test_nobody_joins_before_the_partitions_are_known(running: Servers) -> None:
    with pytest.raises(BusAwayError, match="not-made-yet"):
        Receiver(running.broker.address, "not-made-yet", "somebody-early")
