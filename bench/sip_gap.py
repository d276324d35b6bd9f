"""How quick our agent is, as a caller on the telephone hears it.

    python -m bench.sip_gap [--calls 15] [--greetings 15]

Each call: a problem, a name, a random mobile, and two interruptions of its read-back. Measured on
the wire, from the packet with the last sample of the caller's speech to the agent's first; printed
beside the transport floor that `bench.floor` measured, which no agent can go below.
"""

import argparse
import os
import random
import sys
import time
from contextlib import nullcontext
from typing import Final

import msgspec
import soxr

from agent_worker.runtime.audio import RATE_HZ, Pcm
from bench.probe import Probe
from bench.report import Measured, begin, earlier, end
from bench.sip_line import MeasuredCall, keep, open_probe, running_stack
from bench.sip_timing import first_after, going_on_at
from cli.stack.state import StackState, Wanted
from spine.errors import SpotFunnelError
from spine.home import find_home
from stress.caller import draw_mobile
from stress.decode import say_digits
from stress.sip_ua import UserAgent
from stress.voice import CallerVoice

LINE_HZ: Final = 8_000
FINISHED_S: Final = 1.0
"""Quiet after which the agent has said what it had to say: it pauses between sentences too."""
PATIENCE_S: Final = 8.0
REASONS: Final = (
    "Hi, I've got a burst pipe in the kitchen and water is going everywhere.",
    "Hello, our hot water has stopped working since last night.",
    "The toilet is blocked and it's overflowing.",
    "I'd like somebody to look at a leaking tap in the bathroom.",
)
NAMES: Final = ("Karen Mitchell", "Peter Walsh", "Susan Brown", "David Nguyen")
NOT_THAT: Final = "No, sorry, that's not right."
GOALS: Final = {"response gap": 900.0, "greeting after answer": 300.0, "barge-in stop": 500.0}
"""Milliseconds at the median, above a floor of some 160, 70 and 240 (VOICE.md)."""
NOTES: Final = (
    "A raw RTP caller with a synthesised voice through A-law; packets stamped by the kernel.",
    "Loopback and no carrier: a telephone network adds its own, 100 ms and more.",
    "Recogniser and synthesiser run on the same cores as the servers and the caller.",
    "A barge-in stop is measured to the last loud packet; ducking before it is not counted.",
    "The peer is the null agent in the same place (bench.floor): what transport alone costs.",
)


class Heard(msgspec.Struct):
    """What was collected. Milliseconds."""

    greeting_ms: list[float] = []
    gap_ms: list[float] = []
    stop_ms: list[float] = []
    answer_ms: list[float] = []
    unanswered: int = 0
    """Turns to which nothing was said within eight seconds."""


class Caller:
    """Rings the agent and says its lines."""

    def __init__(self, agent: UserAgent, probe: Probe | None, state: StackState) -> None:
        """Ring through this; loads a voice."""
        self._given = (agent, probe, state)
        self._chance = random.Random()
        self._voice = CallerVoice(self._chance.randrange(100))
        self.found = Heard()

    def ring_and_listen(self) -> None:
        """Hold a call only to hear the greeting begin."""
        with MeasuredCall(*self._given) as call:
            self._hear_greeting(call)

    def talk(self, name: str) -> None:
        """Hold one whole call."""
        mobile = draw_mobile(self._chance)
        number = f"It's {say_digits(mobile)}."
        with MeasuredCall(*self._given) as call:
            try:
                self._hear_greeting(call)
                self._turn(call, self._chance.choice(REASONS))
                self._turn(call, f"It's {self._chance.choice(NAMES)}.")
                self._turn(call, number)
                self._interrupt(call)
                self._turn(call, number)
                self._interrupt(call)
            finally:
                keep(call, find_home().root / "bench" / "sip_gap", name)

    def _hear_greeting(self, call: MeasuredCall) -> None:
        answered_at = call.call.answered_at
        self.found.answer_ms.append((answered_at - call.call.dialled_at) * 1_000)
        if call.wait_for_sound(answered_at, patience_s=PATIENCE_S):
            greeted_at = call.heard()[0].began_at
            self.found.greeting_ms.append((greeted_at - answered_at) * 1_000)

    def _turn(self, call: MeasuredCall, text: str) -> None:
        """Wait until the agent has finished, say a line, and time the answer's first packet."""
        sound = self._sound(text)
        call.wait_for_quiet(FINISHED_S)
        spoken = call.say(sound)
        left_at = call.left_at(spoken.last_sequence, spoken.speech_ended_at)
        if not call.wait_for_sound(left_at, patience_s=PATIENCE_S):
            self.found.unanswered += 1
            return
        answer = first_after(call.heard(), left_at)
        if answer is not None:
            self.found.gap_ms.append((answer.began_at - left_at) * 1_000)

    def _interrupt(self, call: MeasuredCall) -> None:
        """Speak over the read-back that has just begun, and time its last packet."""
        sound = self._sound(NOT_THAT)
        time.sleep(0.8 + self._chance.random() * 0.7)
        spoken = call.say(sound)
        call.wait_for_quiet(0.5)
        began_at = call.left_at(spoken.first_sequence, spoken.began_at)
        cut = going_on_at(call.heard(), began_at)
        if cut is not None:
            self.found.stop_ms.append((cut.ended_at - began_at) * 1_000)
        call.wait_for_sound(time.time(), patience_s=PATIENCE_S)

    def _sound(self, text: str) -> Pcm:
        pcm: Pcm = soxr.resample(self._voice(text), RATE_HZ, LINE_HZ)
        return pcm


def measured(found: Heard) -> list[Measured]:
    """Name what was collected, each beside its floor."""
    gap_floor = earlier("floor", "response gap")
    figures = [
        ("answer after INVITE", found.answer_ms),
        ("greeting after answer", found.greeting_ms),
        ("response gap", found.gap_ms),
        ("barge-in stop", found.stop_ms),
    ]
    named = [
        Measured(
            name=name,
            unit="ms",
            values=tuple(values),
            goal=GOALS.get(name),
            peer=earlier("floor", name),
        )
        for name, values in figures
    ]
    if gap_floor:
        above = tuple(gap - gap_floor[0] for gap in found.gap_ms)
        named.append(Measured(name="response gap less the floor's median", unit="ms", values=above))
    return named


def tell(line: str) -> None:
    """Say how it goes, beside the report."""
    print(line, file=sys.stderr, flush=True)


def hold_all(caller: Caller, *, calls: int, greetings: int) -> int:
    """Hold every call; return how many failed."""
    failed = 0
    for index in range(calls + greetings):
        try:
            if index < calls:
                caller.talk(f"{index:03}")
            else:
                caller.ring_and_listen()
        except SpotFunnelError as exc:
            failed += 1
            tell(f"call {index}: {exc}")
        except KeyboardInterrupt:
            tell("stopped early: what there is is reported")
            break
        gaps = [round(gap) for gap in caller.found.gap_ms[-4:]]
        tell(f"call {index + 1} of {calls + greetings}: gaps {gaps}")
    return failed


def main() -> None:
    """Measure and write docs/reports/sip_gap.json."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--calls", type=int, default=15)
    words.add_argument("--greetings", type=int, default=15)
    words.add_argument("--workers", type=int, default=1)
    given = words.parse_args()
    run = begin("sip_gap")
    wanted = Wanted(name="bench-gap", workers=given.workers, owner_pid=os.getpid())
    with running_stack(wanted, tell) as state, UserAgent() as agent:
        probe = open_probe(state, tell)
        with probe or nullcontext():
            caller = Caller(agent, probe, state)
            failed = hold_all(caller, calls=given.calls, greetings=given.greetings)
    found = caller.found
    lost = f"{failed} calls failed; {found.unanswered} turns were not answered within 8 s."
    for figure in end(run, measured(found), (*NOTES, lost)):
        print(f"{figure.figure:40} {figure.value:>8} {figure.unit}  n={figure.n}")
    print(lost)


if __name__ == "__main__":
    main()
