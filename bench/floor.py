"""The transport floor: what livekit-sip, the room and the client cost before anybody thinks.

    python -m bench.floor [--turns 40] [--barge-ins 32] [--greetings 24]

A raw caller rings a worker that only beeps (`bench.null_agent`) and measures, on the wire: answer,
the first beep after the answer, the gap from its own last packet to the beep, and how long a long
beep goes on after it has begun to speak.
"""

import argparse
import os
import random
import sys
import time
from contextlib import nullcontext
from typing import Final

import numpy as np

from agent_worker.runtime.audio import Pcm
from bench.probe import Probe
from bench.report import Measured, begin, end
from bench.sip_line import MeasuredCall, open_probe, running_stack
from bench.sip_timing import first_after, going_on_at
from cli.stack.state import StackState, Wanted
from stress.sip_ua import UserAgent

TURNS_A_CALL: Final = 8
TONE_MS: Final = 600
LONG_BEEP_KEY: Final = "1"
NOTES: Final = (
    "A beeping worker: 16 kHz, 10 ms frames in, a queue-less source out, 70 ms in the first burst.",
    "Its decision costs one 10 ms frame of quiet.",
    "Sent and arriving packets are stamped by the kernel on the loopback interface.",
    "Synthetic tones, no carrier: a real network adds its own.",
)


def tone(length_ms: int, hz: int = 300) -> Pcm:
    """Make a tone, 8 kHz."""
    time_s = np.arange(8 * length_ms) / 8_000
    return (np.sin(2 * np.pi * hz * time_s) * 9_000).astype(np.int16)


class Floor:
    """Rings the null agent and collects."""

    def __init__(self, agent: UserAgent, probe: Probe | None, state: StackState) -> None:
        """Ring through this."""
        self._given = (agent, probe, state)
        self._chance = random.Random(1)
        self.answer_ms: list[float] = []
        self.greeting_ms: list[float] = []
        self.gap_ms: list[float] = []
        self.stop_ms: list[float] = []

    def greeting(self) -> None:
        """Hold one call only to hear the first beep."""
        with MeasuredCall(*self._given) as call:
            self._greet(call)

    def turns(self, count: int) -> None:
        """Hold one call of so many turns."""
        with MeasuredCall(*self._given) as call:
            self._greet(call)
            for _ in range(count):
                call.wait_for_quiet(0.3 + self._chance.random() * 0.2)
                spoken = call.say(tone(TONE_MS))
                left_at = call.left_at(spoken.last_sequence, spoken.speech_ended_at)
                if call.wait_for_sound(left_at):
                    call.wait_for_quiet(0.3)
                    beep = first_after(call.heard(), left_at)
                    if beep is not None:
                        self.gap_ms.append((beep.began_at - left_at) * 1_000)

    def barge_ins(self, count: int) -> None:
        """Hold one call with so many interruptions of a long beep."""
        with MeasuredCall(*self._given) as call:
            self._greet(call)
            for _ in range(count):
                call.wait_for_quiet(0.6)
                call.call.sound.press(LONG_BEEP_KEY)
                if not call.wait_for_sound(time.time()):
                    continue
                time.sleep(0.8 + self._chance.random())
                spoken = call.say(tone(TONE_MS))
                call.wait_for_quiet(0.6)
                began_at = call.left_at(spoken.first_sequence, spoken.began_at)
                cut = going_on_at(call.heard(), began_at)
                if cut is not None:
                    self.stop_ms.append((cut.ended_at - began_at) * 1_000)

    def _greet(self, call: MeasuredCall) -> None:
        answered_at = call.call.answered_at
        self.answer_ms.append((answered_at - call.call.dialled_at) * 1_000)
        if call.wait_for_sound(answered_at):
            self.greeting_ms.append((call.heard()[0].began_at - answered_at) * 1_000)


def measured(floor: Floor, late_s: list[float]) -> list[Measured]:
    """Name what was collected."""
    late_ms = tuple(late * 1_000 for late in late_s)
    return [
        Measured(name="answer after INVITE", unit="ms", values=tuple(floor.answer_ms)),
        Measured(name="greeting after answer", unit="ms", values=tuple(floor.greeting_ms)),
        Measured(name="response gap", unit="ms", values=tuple(floor.gap_ms)),
        Measured(name="barge-in stop", unit="ms", values=tuple(floor.stop_ms)),
        Measured(name="our own timers late", unit="ms", values=late_ms),
    ]


def tell(line: str) -> None:
    """Say how it goes, beside the report."""
    print(line, file=sys.stderr)


def main() -> None:
    """Measure and write docs/reports/floor.json."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--turns", type=int, default=40)
    words.add_argument("--barge-ins", type=int, default=32)
    words.add_argument("--greetings", type=int, default=24)
    given = words.parse_args()
    run = begin("floor")
    wanted = Wanted(name="bench-floor", worker="bench.null_agent", owner_pid=os.getpid())
    with running_stack(wanted, tell) as state, UserAgent() as agent:
        probe = open_probe(state, tell)
        with probe or nullcontext():
            floor = Floor(agent, probe, state)
            for _ in range(given.greetings):
                floor.greeting()
            for _ in range(-(-given.turns // TURNS_A_CALL)):
                floor.turns(TURNS_A_CALL)
            for _ in range(-(-given.barge_ins // TURNS_A_CALL)):
                floor.barge_ins(TURNS_A_CALL)
        late_s = agent.late_s
    for figure in end(run, measured(floor, late_s), NOTES):
        print(f"{figure.figure:34} {figure.value:>8} {figure.unit}  n={figure.n}")


if __name__ == "__main__":
    main()
