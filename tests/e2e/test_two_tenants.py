"""Two businesses on one stack: one core answers both, each with what it is for."""

import asyncio
import time
from typing import Final

import msgspec
import pytest

from agent_worker.businesses import Businesses
from agent_worker.core_files import read_core
from objective_engine.graph import Graph
from objective_engine.steps import CaptureStep
from sip.numbers import Parties, to_e164
from spine.events.call import CallEnded, CaptureStarted
from spine.events.envelope import Envelope, decode_envelope
from spine.ids import CallId
from spine.keys import KeyRing
from spine.projections.call import CallSummary, summarise
from spine.reading import events_of, read_entries
from stress.caller import TruthfulCaller, scenario
from stress.ear import Ear
from stress.phone import Phone
from stress.phone_call import PhoneCaller
from stress.trials import run_trials
from stress.voice import CallerVoice
from tests.whole_stack import Whole

PLUMBER: Final = ("harbour-plumbing", "+61255501206")
ELECTRICIAN: Final = ("sparkline-electrical", "+61370105512")
SHIPPED_S: Final = 30.0


class Rung(msgspec.Struct, frozen=True):
    """A call as the log has it."""

    first: Envelope
    summary: CallSummary
    asked: tuple[str, ...]
    """Fields, in the order in which the agent asked for them."""


def ring(whole: Whole, number: str) -> Rung:
    """Ring one number, give what is asked for, and return the call once the log has all of it."""
    before = calls_of(whole)
    heard: list[tuple[str, str]] = []

    async def hold() -> None:
        async with Phone(f"sip:{number}@{whole.state.sip}") as phone:
            await phone.answered()
            caller = TruthfulCaller(scenario("burst-pipe"))
            part = PhoneCaller(caller, CallerVoice(1), Ear(), lambda *said: heard.append(said))
            await part.take_part(phone)
            await phone.ended()

    asyncio.run(hold())
    deadline = time.monotonic() + SHIPPED_S
    while time.monotonic() < deadline:
        for call in calls_of(whole) - before:
            rung = read(whole, call)
            if rung.summary.outcome:
                return rung
        time.sleep(0.2)
    pytest.fail(f"the call to {number} never came to the log: {heard}")


def calls_of(whole: Whole) -> set[CallId]:
    log = whole.log()
    try:
        return {seen.call for seen in log.calls(100)}
    finally:
        log.close()


def read(whole: Whole, call: CallId) -> Rung:
    log = whole.log()
    try:
        stored = log.read(call)
    finally:
        log.close()
    events = events_of(read_entries(stored, KeyRing(whole.home.keys).find(call)))
    asked = tuple(str(one.field) for one in events if isinstance(one, CaptureStarted))
    ended = [one for one in events if isinstance(one, CallEnded)]
    summary = summarise(events if ended else ())
    return Rung(decode_envelope(stored[0].body), summary, asked)


def answered_by(whole: Whole) -> tuple[Graph, Graph]:
    """Return what the two numbers are answered with now."""
    answering = Businesses(whole.home, core="")
    plumber, electrician = (
        answering.graph_for(Parties(dialled=to_e164(number), caller=None, forwarded_by=None))
        for _, number in (PLUMBER, ELECTRICIAN)
    )
    assert (plumber.tenant, electrician.tenant) == (PLUMBER[0], ELECTRICIAN[0])
    return plumber, electrician


def fields_of(graph: Graph) -> tuple[str, ...]:
    return tuple(
        str(one.step.field) for one in graph.objectives if isinstance(one.step, CaptureStep)
    )


def test_one_core_answers_two_businesses_each_with_its_own_objectives(whole_stack: Whole) -> None:
    plumber, electrician = (ring(whole_stack, number) for _, number in (PLUMBER, ELECTRICIAN))

    assert (plumber.first.tenant, electrician.first.tenant) == (PLUMBER[0], ELECTRICIAN[0])
    assert plumber.first.core == electrician.first.core
    cores = {graph.core for graph in answered_by(whole_stack)}
    assert [plumber.first.core.partition("+")[2]] == [core[:12] for core in cores]
    assert plumber.first.config != electrician.first.config
    assert plumber.asked == ("reason", "name", "phone")
    assert electrician.asked[:2] == ("phone", "reason")
    for rung in (plumber, electrician):
        assert rung.summary.outcome == "lead"
        kept = {field.name: (field.status, field.value) for field in rung.summary.fields}
        assert kept["phone"] == ("confirmed", "+61491570156")


def test_the_same_two_answer_in_text_on_one_core(whole_stack: Whole) -> None:
    core, (plumber, electrician) = read_core(), answered_by(whole_stack)

    assert run_trials(core, plumber)
    assert run_trials(core, electrician)
    assert plumber.core == electrician.core
    assert plumber.id != electrician.id
    assert fields_of(plumber) == ("reason", "name", "phone")
    assert fields_of(electrician) == ("phone", "reason", "name")


def test_both_were_pushed_by_the_gate_that_any_business_comes_through(whole_stack: Whole) -> None:
    log = whole_stack.log()
    try:
        kinds = {
            tenant: [
                decode_envelope(one.body).type for one in log.read_stream("tenant", tenant)[:2]
            ]
            for tenant, _ in (PLUMBER, ELECTRICIAN)
        }
    finally:
        log.close()
    assert kinds == {
        tenant: ["config.pushed.v1", "config.activated.v1"] for tenant, _ in (PLUMBER, ELECTRICIAN)
    }
