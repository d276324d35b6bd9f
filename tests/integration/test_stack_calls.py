"""Calls to a running stack whose agent only beeps, from the raw user agent."""

import asyncio
import os
import secrets
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from livekit import api
from livekit.protocol import sip as wire

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.g711 import Law
from bench.probe import Probe
from bench.sip_line import MeasuredCall
from bench.sip_timing import first_after
from cli.stack.control import down, up
from cli.stack.part import Keys
from cli.stack.state import StackState, Wanted
from sip.dispatch import ROOM_PREFIX, Admission, Carrier, admit
from stress.sip_call import SipCall
from stress.sip_ua import UserAgent


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackState]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPOTFUNNEL_HOME", str(tmp_path_factory.mktemp("home")))
        name = f"calls-{secrets.token_hex(3)}"
        wanted = Wanted(name=name, worker="bench.null_agent", owner_pid=os.getpid())
        state = up(wanted, tell=lambda _: None)
        yield state
        down(name)


def until(happened: Callable[[], bool], patience_s: float = 5.0) -> bool:
    deadline = time.monotonic() + patience_s
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def tone(length_ms: int) -> Pcm:
    time_s = np.arange(8 * length_ms) / 8_000
    return (np.sin(2 * np.pi * 300 * time_s) * 9_000).astype(np.int16)


def address(stack: StackState) -> tuple[str, int]:
    host, _, port = stack.sip.partition(":")
    return host, int(port)


def livekit(stack: StackState) -> api.LiveKitAPI:
    keys = Keys(stack.api_key, stack.api_secret)
    return api.LiveKitAPI(stack.livekit.replace("ws", "http", 1), keys.api_key, keys.api_secret)


async def rooms(stack: StackState) -> list[str]:
    async with livekit(stack) as server:
        listed = await server.room.list_rooms(api.ListRoomsRequest())
    return [room.name for room in listed.rooms if room.name.startswith(ROOM_PREFIX)]


@pytest.mark.parametrize("law", ["alaw", "mulaw"])
def test_speech_is_answered_and_the_gap_is_seen_on_the_wire(stack: StackState, law: Law) -> None:
    with (
        Probe(*stack.rtp_ports) as probe,
        UserAgent(law) as agent,
        MeasuredCall(agent, probe, stack) as call,
    ):
        assert call.wait_for_sound(call.call.answered_at)
        call.wait_for_quiet(0.4)

        spoken = call.say(tone(500))

        left_at = call.left_at(spoken.last_sequence, otherwise=0.0)
        assert abs(left_at - spoken.speech_ended_at) < 0.05
        assert call.wait_for_sound(left_at)
        beep = first_after(call.heard(), left_at)
        assert beep is not None
        assert 0.05 < beep.began_at - left_at < 2


def test_a_key_arrives(stack: StackState) -> None:
    with UserAgent() as agent, MeasuredCall(agent, None, stack) as call:
        assert call.wait_for_sound(call.call.answered_at)
        call.wait_for_quiet(0.4)

        call.call.sound.press("5")

        assert call.wait_for_sound(time.time())
        assert not call.wait_for_quiet(0.4, patience_s=2)  # eight seconds of beep


def test_a_room_is_gone_after_the_caller_hung_up(stack: StackState) -> None:
    with UserAgent() as agent:
        call = agent.dial(address(stack), stack.numbers[0])
        assert call.answered.wait(10)
        assert asyncio.run(rooms(stack))

        call.hang_up()

        assert call.ended.wait(5)
        assert until(lambda: asyncio.run(rooms(stack)) == [])


def test_a_number_that_nobody_has_reaches_an_agent_too(stack: StackState) -> None:
    with UserAgent() as agent:
        for number in ("+61299990000", "0299990000", "000", "x-'%00"):
            call = agent.dial(address(stack), number)
            assert call.answered.wait(10), number
            call.hang_up()
            assert call.ended.wait(5)


def test_four_calls_at_once_are_all_answered(stack: StackState) -> None:
    with UserAgent() as agent:
        calls: list[SipCall] = [
            agent.dial(address(stack), stack.numbers[0], caller=f"+6149157015{digit}")
            for digit in range(4)
        ]

        assert until(lambda: all(call.answered.is_set() for call in calls), 15)
        assert until(lambda: all(len(call.sound.received) > 50 for call in calls))


def test_a_caller_who_gives_up_while_it_rings_leaves_nothing_behind(stack: StackState) -> None:
    with UserAgent() as agent:
        call = agent.dial(address(stack), stack.numbers[0])
        assert until(lambda: call.code >= 100)

        call.hang_up()

        assert call.ended.wait(5)
    assert until(lambda: asyncio.run(rooms(stack)) == [], 40)


def test_letting_carriers_in_again_changes_who_may_ring_and_nothing_else(
    stack: StackState,
) -> None:
    ours = Carrier("loopback", ("127.0.0.0/8",))

    admission = asyncio.run(let_in(stack, ours, Carrier("second", ("203.0.113.0/24",))))

    assert (admission.trunk_id, admission.rule_id) == (stack.trunk_id, stack.rule_id)
    networks, bound_to = asyncio.run(doors(stack))
    assert networks == [["127.0.0.0/8", "203.0.113.0/24"]]
    assert bound_to == [[stack.trunk_id]]


def test_a_sender_that_is_no_carrier_of_ours_is_not_let_in(stack: StackState) -> None:
    asyncio.run(let_in(stack, Carrier("elsewhere", ("203.0.113.0/24",))))
    try:
        with UserAgent() as agent:
            call = agent.dial(address(stack), stack.numbers[0])
            until(lambda: call.code >= 400)
            assert not call.answered.is_set()
            assert asyncio.run(rooms(stack)) == []
    finally:
        asyncio.run(let_in(stack, Carrier("loopback", ("127.0.0.0/8",))))


async def let_in(stack: StackState, *carriers: Carrier) -> Admission:
    async with livekit(stack) as server:
        return await admit(server, carriers)


async def doors(stack: StackState) -> tuple[list[list[str]], list[list[str]]]:
    async with livekit(stack) as server:
        trunks = (await server.sip.list_inbound_trunk(wire.ListSIPInboundTrunkRequest())).items
        rules = (await server.sip.list_dispatch_rule(wire.ListSIPDispatchRuleRequest())).items
    networks = [list(trunk.allowed_addresses) for trunk in trunks]
    return networks, [list(rule.trunk_ids) for rule in rules]
