"""A real SIP phone rings the real stack, and the caller knows only what it hears."""

import asyncio
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from livekit import api

from agent_worker.runtime.audio import RATE_HZ, resample
from cli.stack.control import down, up
from cli.stack.state import StackState, Wanted
from sip.dispatch import ROOM_PREFIX
from spine.events.call import CallEnded, CallRejected
from spine.events.inputs import CallerIdSeen
from spine.home import Home
from spine.projections.call import CallSummary, summarise
from stress.caller import TruthfulCaller, scenario
from stress.ear import LINE_HZ, Ear
from stress.phone import TEST_CALLER, Codec, Phone
from stress.phone_call import PhoneCaller
from stress.voice import CallerVoice
from tests.e2e.papers import channel, events_of, newest_call, spotfunnel, words_in

SHIPPED_S = 10.0
GONE_S = 5.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with pytest.MonkeyPatch.context() as patch:
        home = Home(tmp_path_factory.mktemp("home"))
        patch.setenv("SPOTFUNNEL_HOME", str(home.root))
        yield home


@pytest.fixture(scope="module")
def stack(home: Home) -> Iterator[StackState]:
    name = f"{home.root.name}-{secrets.token_hex(3)}"
    yield up(Wanted(name=name, owner_pid=os.getpid()), tell=lambda _: None)
    down(name)


class Senses(NamedTuple):
    """A caller's voice and ear, loaded once."""

    voice: CallerVoice
    ear: Ear


@pytest.fixture(scope="module")
def senses() -> Senses:
    return Senses(CallerVoice(1), Ear())


def summary_of(home: Home) -> CallSummary:
    """Return the newest call, once its end has been shipped."""
    deadline = time.monotonic() + SHIPPED_S
    while time.monotonic() < deadline:
        events = events_of(home, newest_call(home))
        if any(isinstance(event, CallEnded) for event in events):
            return summarise(events)
        time.sleep(0.1)
    pytest.fail("the call's end was never shipped to the log")


async def rooms_left(stack: StackState) -> list[str]:
    """Return the rooms of calls that are still there some seconds after the last one."""
    address = stack.livekit.replace("ws", "http", 1)
    deadline = time.monotonic() + GONE_S
    async with api.LiveKitAPI(address, stack.api_key, stack.api_secret) as server:
        while True:
            listed = await server.room.list_rooms(api.ListRoomsRequest())
            rooms = [one.name for one in listed.rooms if one.name.startswith(ROOM_PREFIX)]
            if not rooms or time.monotonic() > deadline:
                return rooms
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("codec", ["pcma", "pcmu"])
def test_a_caller_rings_gives_a_number_and_it_is_the_one_that_is_kept(
    codec: Codec, stack: StackState, home: Home, senses: Senses, tmp_path: Path
) -> None:
    heard: list[tuple[str, str]] = []
    caller = TruthfulCaller(scenario("burst-pipe"))

    async def ring() -> None:
        to = f"sip:{stack.numbers[0]}@{stack.sip}"
        async with Phone(to, codec=codec, record=tmp_path / "heard.wav") as phone:
            await phone.answered()
            part = PhoneCaller(caller, *senses, lambda *said: heard.append(said))
            await part.take_part(phone)
            assert (await phone.ended()).code == 200

    asyncio.run(ring())

    call = summary_of(home)
    assert call.outcome == "lead", heard
    assert call.ended_by == "agent"
    fields = {field.name: (field.status, field.value) for field in call.fields}
    assert fields["phone"] == ("confirmed", "+61491570156")
    assert asyncio.run(rooms_left(stack)) == []
    name = newest_call(home)
    known = [one.number for one in events_of(home, name) if isinstance(one, CallerIdSeen)]
    assert known == [TEST_CALLER]
    replayed = spotfunnel(home.root, "replay", name)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    recording = home.recording_of(name)
    by_caller, by_agent = (words_in(channel(recording, side)) for side in (0, 1))
    assert "pipe" in by_caller
    assert "pipe" not in by_agent
    assert "help" in by_agent
    assert "help" not in by_caller


def test_a_number_that_nobody_has_is_apologised_to_and_hung_up_on(
    stack: StackState, home: Home
) -> None:
    ear = Ear()

    async def ring() -> str:
        async with Phone(f"sip:+61299999999@{stack.sip}") as phone:
            await phone.answered()
            async for frame in phone.hear():
                ear.hear(frame)
            await phone.ended()
        return await ear.understand(ear.rest())

    assert "connected to a business" in asyncio.run(ring())
    assert summary_of(home).outcome == "rejected"
    rejected = [one for one in events_of(home, newest_call(home)) if isinstance(one, CallRejected)]
    assert [one.reason for one in rejected] == ["unknown_number"]
    assert not home.recording_of(newest_call(home)).exists()


def test_a_caller_who_hangs_up_in_mid_sentence_leaves_a_call_that_ended(
    stack: StackState, home: Home, senses: Senses
) -> None:
    async def ring() -> None:
        async with Phone(f"sip:{stack.numbers[0]}@{stack.sip}") as phone:
            await phone.answered()
            sound = resample(senses.voice("My hot water has stopped and I need"), RATE_HZ, LINE_HZ)
            phone.begin(sound)
            await asyncio.sleep(len(sound) / LINE_HZ / 2)
            phone.hang_up()
            await phone.ended()

    asyncio.run(ring())

    call = summary_of(home)
    assert (call.outcome, call.ended_by) == ("abandoned", "caller")
    assert asyncio.run(rooms_left(stack)) == []
    assert spotfunnel(home.root, "replay", newest_call(home)).returncode == 0
