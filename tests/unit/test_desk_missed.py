"""A call that nobody took is a call: written down, counted, replayed."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from livekit import api

from agent_worker.core_files import read_core
from agent_worker.missed import MissedCalls
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.step import begin, step
from objective_engine.graph import Graph, from_bytes, to_bytes
from sip.numbers import Parties, to_e164
from sip.unanswered import Unanswered
from spine.activation import Active, write_active
from spine.artefacts import find_graph, keep_graph
from spine.events.call import CallEnded, CallRejected, CallStarted
from spine.events.inputs import CallAnswered, CallerIdSeen, CallMissed
from spine.home import Home
from spine.ids import NOBODY, CallId
from spine.keys import KeyRing
from spine.log.call_log import Stored
from spine.log.open import open_log
from spine.projections.call import summarise
from spine.reading import read_entries
from spine.replay import Identical, Pinned, replay
from tests.fakes.core_call import CoreCall

CALLER = "+61491570156"


@pytest.fixture
def home(tmp_path: Path, plumbing: Graph) -> Home:
    home = Home(tmp_path / "home")
    keep_graph(home, plumbing.id, to_bytes(plumbing))
    row = Active(
        tenant=plumbing.tenant,
        config=plumbing.id,
        version=1,
        numbers=plumbing.numbers,
        name=plumbing.business,
    )
    write_active(home, (row,))
    return home


def who(dialled: str, caller: str = CALLER) -> Parties:
    return Parties(dialled=to_e164(dialled), caller=to_e164(caller), forwarded_by=None)


def stored(home: Home, call: CallId | None) -> tuple[Stored, ...]:
    assert call is not None
    log = open_log(home)
    try:
        return log.read(call)
    finally:
        log.close()


async def test_a_missed_call_stands_in_the_log_of_the_business_that_was_rung(
    home: Home, plumbing: Graph
) -> None:
    call = await MissedCalls(home).write(who(plumbing.numbers[0]), 6.2)
    assert call is not None
    entries = read_entries(stored(home, call), KeyRing(home.keys).find(call))
    events = [entry.event for entry in entries if entry.event is not None]

    kinds = [CallMissed, CallStarted, CallRejected, CallEnded, CallerIdSeen]
    assert [type(one) for one in events] == kinds
    assert {entry.envelope.tenant for entry in entries} == {plumbing.tenant}
    summary = summarise(events)
    assert (summary.outcome, summary.ended_by, summary.duration_ms) == ("missed", "system", 6_200)
    assert summary.dialled == plumbing.numbers[0]
    assert CALLER[3:].encode() not in b"".join(one.body for one in stored(home, call))


async def test_it_replays_byte_for_byte(home: Home, plumbing: Graph, core: Core) -> None:
    call = await MissedCalls(home).write(who(plumbing.numbers[0]), 6.0)
    assert call is not None
    graph = from_bytes(find_graph(home, plumbing.id))
    pinned = Pinned(begin=begin, step=step, core=core, graph=graph)

    assert replay(stored(home, call), KeyRing(home.keys).find(call), pinned) == Identical(5)


async def test_a_missed_call_to_nobodys_number_is_nobodys(home: Home) -> None:
    call = await MissedCalls(home).write(who("+61255509999", ""), 6.0)
    assert call is not None
    entries = read_entries(stored(home, call), KeyRing(home.keys).find(call))

    assert {entry.envelope.tenant for entry in entries} == {NOBODY}


async def test_a_disk_that_takes_nothing_is_no_exception(tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("not a folder")

    assert await MissedCalls(Home(file)).write(who("+61255501206"), 6.0) is None


def test_a_call_that_was_answered_was_not_missed(plumber: CoreCall) -> None:
    plumber.answered()
    before = len(plumber.events)
    plumber.put(CallMissed, dialled="+61255501206", local_time="later", settings="test")

    assert len(plumber.events) == before


def test_a_call_that_was_missed_is_not_answered_afterwards(plumber: CoreCall) -> None:
    facts: dict[str, Any] = {"dialled": "+61255501206", "local_time": "x", "settings": "test"}
    plumber.put(CallMissed, 6_000, **facts)
    before = len(plumber.events)
    plumber.put(CallAnswered, **facts)

    assert len(plumber.events) == before
    assert read_core().digest == plumber.core.digest


class Rooms:
    """A media server in which calls ring."""

    def __init__(self) -> None:
        self.people: dict[str, list[Any]] = {}
        self.room = self.agent_dispatch = self

    def rings(self, room: str) -> None:
        attributes = {
            "sip.callStatus": "ringing",
            "sip.trunkPhoneNumber": "+61255501206",
            "sip.phoneNumber": CALLER,
        }
        caller = SimpleNamespace(
            identity="sip_caller", kind=api.ParticipantInfo.Kind.SIP, attributes=attributes
        )
        self.people[room] = [caller]

    def answers(self, room: str) -> None:
        agent = SimpleNamespace(
            identity="agent", kind=api.ParticipantInfo.Kind.AGENT, attributes={}
        )
        self.people[room].append(agent)

    async def list_rooms(self, _: object) -> Any:
        return SimpleNamespace(rooms=[SimpleNamespace(name=name) for name in self.people])

    async def list_participants(self, asked: Any) -> Any:
        return SimpleNamespace(participants=self.people[asked.room])

    async def create_dispatch(self, _: object) -> None:
        """Nobody comes."""

    async def delete_room(self, asked: Any) -> None:
        del self.people[asked.room]


class Watched:
    """The watcher, run for some seconds of virtual time."""

    def __init__(self) -> None:
        self.rooms = Rooms()
        self.missed: list[tuple[Parties, float]] = []

    async def _write(self, who: Parties, rang_s: float) -> None:
        await asyncio.sleep(0.2)
        self.missed.append((who, rang_s))

    async def for_s(self, *acts: tuple[float, Any]) -> None:
        livekit: Any = self.rooms
        watcher = Unanswered(livekit, tell=lambda _: None, missed=self._write)
        running = asyncio.create_task(watcher.run())
        for after_s, act in acts:
            await asyncio.sleep(after_s)
            act()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


ROOM = "call-_+61491570156_aBcDeF"


@pytest.mark.looptime
async def test_a_call_that_was_refused_is_told_once_with_whose_it_was() -> None:
    on = Watched()
    await on.for_s((0.1, lambda: on.rooms.rings(ROOM)), (20, lambda: None))

    ((whose, rang_s),) = on.missed
    assert (whose.dialled, whose.caller) == ("+61255501206", CALLER)
    assert rang_s == pytest.approx(6, abs=0.6)
    assert ROOM not in on.rooms.people


@pytest.mark.looptime
@pytest.mark.parametrize("goes", ["the room", "the caller"])
async def test_a_caller_who_gives_up_before_that_was_missed_too(goes: str) -> None:
    on = Watched()

    def gives_up() -> None:
        if goes == "the room":
            del on.rooms.people[ROOM]
        else:
            on.rooms.people[ROOM].clear()

    await on.for_s((0.1, lambda: on.rooms.rings(ROOM)), (4, gives_up), (10, lambda: None))

    assert [rang_s for _, rang_s in on.missed] == [pytest.approx(4, abs=0.6)]


@pytest.mark.looptime
async def test_a_browser_that_nobody_answers_is_sent_away_and_is_nobodys_missed_call() -> None:
    on = Watched()

    def waits() -> None:
        browser = SimpleNamespace(
            identity="browser-1", kind=api.ParticipantInfo.Kind.STANDARD, attributes={}
        )
        on.rooms.people["call-aBcDeF"] = [browser]

    await on.for_s((0.1, waits), (10, lambda: None))

    assert not on.rooms.people
    assert not on.missed


@pytest.mark.looptime
async def test_a_call_that_was_answered_is_not_told_of(plumbing: Graph) -> None:
    on = Watched()
    await on.for_s(
        (0.1, lambda: on.rooms.rings(ROOM)),
        (3, lambda: on.rooms.answers(ROOM)),
        (10, on.rooms.people.clear),
        (10, lambda: None),
    )

    assert not on.missed


@pytest.mark.looptime
async def test_what_is_being_written_when_the_watcher_ends_is_written() -> None:
    on = Watched()
    await on.for_s((0.1, lambda: on.rooms.rings(ROOM)), (6.5, lambda: None))

    assert len(on.missed) == 1
