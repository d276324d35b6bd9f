"""What every event log promises, kept by each of them."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import pytest

from spine.events.envelope import decode_envelope, decode_note, encode, tag_of
from spine.events.note import ConfigActivated, ConfigPushed, WorkflowBegun
from spine.ids import CallId, EventId, Seq, TenantId
from spine.log.call_log import Appended, CallLog
from spine.log.note import Where, note, note_first
from spine.log.sql import SqlCallLog
from spine.reading import verify_chain
from tests.fakes.recorded import CALL, HEADING, as_stored, written
from tests.fakes.spine_memory import MemoryLog

NOW: Final = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CallLog]:
    made: CallLog
    match request.param:
        case "memory":
            made = MemoryLog()
        case "sqlite":
            made = SqlCallLog(tmp_path / "log.db")
        case _:
            made = SqlCallLog(request.getfixturevalue("postgres").empty())
    yield made
    made.close()


def test_what_was_appended_is_read_back_byte_for_byte(log: CallLog) -> None:
    bodies = written()

    assert log.append(bodies) == Appended(fresh=len(bodies))
    assert log.read(CALL) == as_stored(bodies)
    assert log.head(CALL) == len(bodies)


def test_the_same_again_is_ignored(log: CallLog) -> None:
    bodies = written()
    log.append(bodies)

    assert log.append(bodies) == Appended(duplicates=len(bodies))
    assert log.read(CALL) == as_stored(bodies)
    assert not log.quarantine()


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_gives_the_same_log(log: CallLog, order: tuple[int, ...]) -> None:
    bodies = written()[:3]
    for place in order:
        log.append([bodies[place]])

    assert log.read(CALL) == as_stored(bodies)


def test_another_event_in_the_same_place_is_quarantined(log: CallLog) -> None:
    bodies, others = written(), written(["another thing"])
    log.append(bodies)

    assert log.append([others[2]]) == Appended(quarantined=1)
    assert log.append([others[2]]) == Appended(quarantined=1)
    assert log.read(CALL) == as_stored(bodies)
    (refused,) = log.quarantine()
    assert (refused.place, refused.body) == (f"call:{CALL}/3", others[2])
    assert refused.cause == "another event stands in this place"


@pytest.mark.parametrize(
    "junk", [b"", b"\0", b"{}", b"[1,2]", b'{"id":"x/1"}', b"\xff\xfe" * 9, b"[" * 5_000]
)
def test_what_cannot_be_read_is_quarantined_and_holds_nothing_up(log: CallLog, junk: bytes) -> None:
    bodies = written()

    assert log.append([bodies[0], junk, bodies[1]]) == Appended(fresh=2, quarantined=1)
    assert log.quarantine()[0].body == junk


def test_an_event_that_does_not_follow_its_neighbour_is_quarantined(log: CallLog) -> None:
    bodies, others = written(), written(["another thing", "more"])
    log.append(bodies[:4])

    assert log.append([others[4]]) == Appended(quarantined=1)
    assert log.quarantine()[0].cause == "it does not follow its neighbour"


def test_an_event_that_its_follower_does_not_follow_is_quarantined(log: CallLog) -> None:
    bodies, others = written(), written(["another thing", "more"])
    log.append([bodies[4]])

    assert log.append([others[3]]) == Appended(quarantined=1)


def test_gaps_are_seen_and_heal(log: CallLog) -> None:
    bodies = written()
    log.append([bodies[0], bodies[3], bodies[5]])

    assert log.gaps(CALL) == ((2, 3), (5, 5))
    assert log.head(CALL) == 1
    log.append(bodies)
    assert log.gaps(CALL) == ()


def test_an_unknown_call_has_nothing(log: CallLog) -> None:
    assert log.read(CallId("nobody")) == ()
    assert log.head(CallId("nobody")) == 0
    assert log.gaps(CallId("nobody")) == ()
    assert log.calls() == ()


def test_calls_come_the_last_begun_first(log: CallLog) -> None:
    for place, name in enumerate(("early", "late", "between")):
        start = HEADING.start_unix_ms + (0, 2, 1)[place] * 1_000
        heading = msgspec.structs.replace(
            HEADING, call=CallId(name), start_unix_ms=start, tenant=TenantId(f"of-{name}")
        )
        log.append(written(heading=heading))

    assert [seen.call for seen in log.calls()] == ["late", "between", "early"]
    assert log.calls(limit=1)[0].tenant == "of-late"
    assert log.calls(limit=1)[0].events == len(written())


def test_streams_of_another_kind_do_not_mix_with_a_call(log: CallLog) -> None:
    body = encode(msgspec.structs.replace(decode_envelope(written()[0]), stream="audit"))

    assert log.append([body]) == Appended(fresh=1)
    assert log.read(CALL) == ()


def test_a_reader_that_goes_on_behind_the_last_position_misses_nothing(log: CallLog) -> None:
    bodies = written()
    log.append(bodies[:3])
    first = log.after(0, limit=2)
    log.append(bodies[3:])
    rest = log.after(first[-1].pos)

    assert tuple(one.body for one in (*first, *rest)) == bodies
    assert rest[-1].pos == log.end()
    assert not log.after(log.end())


def test_a_stream_with_several_writers_keeps_its_chain(log: CallLog) -> None:
    where = Where(stream="tenant", stream_id="harbour", tenant=TenantId("harbour"))
    facts = [ConfigPushed(config="c", version=n, name="H", trials=1) for n in range(1, 21)]
    with ThreadPoolExecutor(1 if isinstance(log, MemoryLog) else 8) as pool:
        names = set(pool.map(lambda fact: note(log, where, fact, now=NOW), facts))

    stored = log.read_stream("tenant", "harbour")
    assert names == {f"harbour/{one.seq}" for one in stored}
    assert len(verify_chain(stored)) == len(facts)
    assert {decode_note(decode_envelope(one.body).payload) for one in stored} == set(facts)
    assert log.streams("tenant") == ("harbour",)
    assert log.read_stream("tenant", "harbour", Seq(18)) == stored[18:]
    assert not log.read(CallId("harbour"))
    assert not log.calls()


def test_the_latest_of_a_type_is_one_for_each_stream_that_has_any(log: CallLog) -> None:
    def told(tenant: str, fact: ConfigPushed | ConfigActivated) -> None:
        where = Where(stream="tenant", stream_id=tenant, tenant=TenantId(tenant))
        note(log, where, fact, now=NOW)

    for tenant in ("pier", "harbour", "quiet"):
        told(tenant, ConfigPushed(config="c", version=1, name="H", trials=1))
    for tenant, version in (("pier", 1), ("harbour", 1), ("harbour", 3), ("harbour", 2)):
        told(tenant, ConfigActivated(config="c", version=version, name="H", numbers=()))
    told("harbour", ConfigPushed(config="d", version=4, name="H", trials=1))

    latest = log.latest("tenant", tag_of(ConfigActivated))
    assert [decode_envelope(one.body).id for one in latest] == ["harbour/4", "pier/2"]
    assert [one.seq for one in latest] == [4, 2]
    assert log.latest("call", tag_of(ConfigActivated)) == ()
    assert log.latest("tenant", "no.such.v1") == ()


def test_of_many_who_begin_a_stream_one_does(log: CallLog) -> None:
    where = Where(stream="workflow", stream_id="mail.x.9", tenant=TenantId("harbour"))
    fact = WorkflowBegun(workflow="mail", trigger=EventId("x/9"), call=CallId("x"))
    with ThreadPoolExecutor(1 if isinstance(log, MemoryLog) else 8) as pool:
        begun = list(pool.map(lambda _: note_first(log, where, fact, now=NOW), range(8)))

    assert [one for one in begun if one is not None] == ["mail.x.9/1"]
    assert len(log.read_stream("workflow", "mail.x.9")) == 1


@pytest.mark.parametrize("spoilt", ["stream_id", "tenant", "type"])
@pytest.mark.parametrize("name", ["x" * 101, "a\0b"])
def test_names_that_no_table_holds_are_quarantined(log: CallLog, spoilt: str, name: str) -> None:
    if isinstance(log, MemoryLog):
        return  # it holds anything
    first = decode_envelope(written()[0])
    strange = encode(msgspec.structs.replace(first, **{spoilt: name}))

    assert log.append([strange, *written()]) == Appended(fresh=len(written()), quarantined=1)
