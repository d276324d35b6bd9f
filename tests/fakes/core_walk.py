"""The pure core, walked through any inputs: what must hold at each step is checked on the way."""

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from agent_worker.core_files import read_core
from agent_worker.voice_core import timers
from agent_worker.voice_core.caller_turn import owed
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import (
    CancelTimer,
    Effect,
    HangUp,
    Line,
    Say,
    StartTimer,
    Stop,
    Transfer,
)
from agent_worker.voice_core.foresight import foresee
from agent_worker.voice_core.state import State
from agent_worker.voice_core.step import begin, step
from agent_worker.voice_core.turns import TRANSITIONS, Turn
from cli.config.facts import installed_core
from cli.config.load import load_business
from objective_engine.graph import Graph
from spine.events import inputs as happened
from spine.events.call import AnyEvent, CallEnded, CaptureConfirmed, CaptureReadBack, TurnHeard
from spine.events.inputs import AnyInput
from spine.ids import CallMs, SegmentId, UtteranceId

TIMERS: Final = (
    timers.ENDPOINT,
    timers.STUCK,
    timers.INSIST,
    timers.WORDLESS,
    timers.SILENCE,
    timers.PLAYOUT,
    timers.TRANSFER,
    timers.LIMIT,
)
SAID: Final = (
    "",
    "um",
    "mm-hm",
    "yes",
    "no",
    "no, four five six at the end",
    "my kitchen tap is leaking",
    "I smell gas",
    "can I talk to a person",
    "I'd rather not say",
    "Tom Harris",
    "oh four nine one five seven oh one five six",
    "oh four nine one",
    "five seven oh one five six",
    "0491 570 156",
    "hang on a second",
    "what was that",
    "4111 1111 1111 1111",
    "are you licensed",
    "do you sponsor the local netball club",
    "I'm in a hurry",
    "sorry, I've got the wrong number",
    "piss off",
    "a new job",
    "it's about my invoice",
    "I want to cancel my booking",
    "a burst pipe",
    "12 Smith Street Newcastle NSW 2300",
    "actually my number ends in seven",
)
READ_BACK: Final = frozenset({"phone", "email", "name"})
FORCED: Final = (happened.KeyPressed, happened.HearingFailed, happened.TimerFired)
"""After these we may take the floor from anybody."""

Move = tuple[str, int, Any]
"""What happens, how many milliseconds later, and with what."""


def graph(name: str = "harbour-plumbing") -> Graph:
    """A real business."""
    file = Path(__file__).parents[2] / "examples" / f"{name}.yaml"
    return load_business(file, installed_core(), date(2026, 11, 23))


def _reachable() -> frozenset[tuple[Turn, Turn]]:
    """Pairs that the table joins by at most three signals: one input can be as many."""
    one = {(turn, to) for (turn, _), to in TRANSITIONS.items()} | {(turn, turn) for turn in Turn}
    pairs = set(one)
    for _ in range(2):
        pairs |= {(a, d) for a, b in pairs for c, d in one if b is c}
    return frozenset(pairs)


LEGAL: Final = _reachable()


class Walk:
    """One call; `take` puts a move and checks."""

    def __init__(self, core: Core, graph: Graph) -> None:
        self.core, self.graph = core, graph
        self.state = begin()
        self.ms = 0
        self.segment = 0
        self.running: dict[str, int] = {}
        self.playing: UtteranceId | None = None
        self.events: list[AnyEvent] = []
        self.effects: list[Effect] = []
        self.answered = False
        self.rings = 0
        """Attempts to put the caller through."""
        self.reached = False
        self.whole: set[int] = set()
        """Utterances whose value was heard."""
        self.values: dict[str, tuple[str, int]] = {}
        """For each field, the value that was last read back, and in which utterance."""

    def take(self, move: Move) -> None:
        """Put what a move means, one input or several."""
        kind, after_ms, what = move
        self.ms += after_ms
        for happening in self._inputs(kind, what):
            self.put(happening)

    def put(self, happening: AnyInput) -> None:
        """Step one input and check what follows."""
        before = self.state
        if isinstance(happening, happened.CallAnswered):
            self.answered = True
        self._check_foresight(happening.at_ms)
        self._note(happening)
        stepped = step(self.core, self.graph, before, happening)
        assert stepped == step(self.core, self.graph, before, happening)
        self.state, events, effects = stepped
        self.events += events
        self.effects += effects
        if before.turn is Turn.OVER:
            assert not events
            assert not effects
            return
        self._check_turn(before, happening)
        self._check_effects(effects)
        self._check_values(happening, events)
        self._check_end()
        self._check_deadlines()

    # what a move means

    def _inputs(self, kind: str, what: Any) -> Iterator[AnyInput]:
        at = CallMs(self.ms)
        if kind == "turn":
            yield from self._turn(what)
        elif kind == "due":
            yield from self._due()
        elif kind in INPUTS:
            yield INPUTS[kind](self, at, what)
        else:
            yield what(at_ms=at)

    def next_segment(self) -> SegmentId:
        """Begin another stretch of speech."""
        self.segment += 1
        return SegmentId(self.segment)

    def near(self, back: int) -> SegmentId:
        """Name this stretch of speech or an earlier one."""
        return SegmentId(max(0, self.segment - back))

    @property
    def last_said(self) -> UtteranceId:
        """What is being played, or was last."""
        return self.playing or UtteranceId(self.state.spoken)

    def _turn(self, text: str) -> Iterator[AnyInput]:
        yield from self._inputs("start", None)
        self.ms += 900
        yield from self._inputs("partial", (0, text))
        yield from self._inputs("end", 250)
        yield from self._inputs("final", (0, (text,) if text else ()))
        if self.state.turn is Turn.HOLDING:
            self.ms += 2_000
            yield from self._inputs("timer", timers.ENDPOINT)

    def _due(self) -> Iterator[AnyInput]:
        if self.running:
            name = min(self.running, key=lambda one: (self.running[one], one))
            self.ms = max(self.ms, self.running.pop(name))
            yield happened.TimerFired(at_ms=CallMs(self.ms), timer=name)

    # what must hold

    def _note(self, happening: AnyInput) -> None:
        said = self.state.utterance
        match happening:
            case happened.PlayoutDone(utterance=utterance):
                self.whole.add(utterance)
            case happened.PlayoutStopped(utterance=utterance, lines_done=done):
                if said is not None and said.id == utterance and done > said.value_line >= 0:
                    self.whole.add(utterance)
            case happened.TransferAnswered(attempt=attempt):
                self.reached = self.reached or attempt == self.rings > 0
                return
            case happened.SpeakingFailed(utterance=utterance):
                pass
            case _:
                return
        if utterance == self.playing:
            self.playing = None

    def _check_turn(self, before: State, happening: AnyInput) -> None:
        if not isinstance(happening, FORCED):
            assert (before.turn, self.state.turn) in LEGAL, (before.turn, self.state.turn)

    def _check_effects(self, effects: Iterable[Effect]) -> None:  # noqa: C901 - one case for each
        for effect in effects:
            match effect:
                case StartTimer(timer=timer, due_ms=due_ms):
                    assert due_ms >= self.ms
                    self.running[timer] = due_ms
                case CancelTimer(timer=timer):
                    self.running.pop(timer, None)
                case Stop(utterance=utterance) if utterance == self.playing:
                    self.playing = None
                case Say(utterance=utterance, lines=lines):
                    assert self.playing is None, "two utterances at a time"
                    assert lines
                    assert all(line.text.strip() for line in lines)
                    self.playing = utterance
                    self.running.pop(timers.PLAYOUT, None)
                case Transfer(attempt=attempt):
                    assert attempt == self.rings + 1, "an attempt is counted twice"
                    assert effect.number in {one.number for one in self.graph.contacts}
                    self.rings = attempt
                case HangUp(joined=joined):
                    assert not joined or self.reached, "joined to nobody"
                    self.running.clear()
                    self.playing = None
                case _:
                    pass
        if self.playing is not None and self.state.turn is not Turn.PAUSED:
            assert timers.PLAYOUT in self.running, "nobody watches what is said"

    def _check_values(self, happening: AnyInput, events: Iterable[AnyEvent]) -> None:
        heard = isinstance(happening, happened.KeyPressed)
        for event in events:
            match event:
                case TurnHeard():
                    heard = True
                case CaptureReadBack(field=field, value=value):
                    self.values[field] = (value, self.state.spoken)
                case CaptureConfirmed(field=field, value=value) if field in READ_BACK:
                    assert heard, "confirmed, and nobody said anything"
                    assert field in self.values, "confirmed without a read-back"
                    assert self.values[field][0] == value, "another value was read back"
                    assert self.values[field][1] in self.whole, "the read-back was not heard"
                case _:
                    pass

    def _check_end(self) -> None:
        ended = [event for event in self.events if isinstance(event, CallEnded)]
        assert (self.state.turn is Turn.OVER) is (len(ended) == 1)
        assert len(ended) <= 1
        if ended:
            assert self.events[-1] is ended[0]

    def _check_deadlines(self) -> None:
        """Nothing is waited for without a timer that runs."""
        if not self.answered or self.state.turn is Turn.OVER:
            return
        watch = {
            Turn.LISTENING: {timers.SILENCE, timers.PLAYOUT},
            Turn.CALLER: {timers.WORDLESS, timers.PLAYOUT},
            Turn.HOLDING: {timers.ENDPOINT, timers.STUCK},
            Turn.AGENT: {timers.PLAYOUT},
            Turn.DUCKED: {timers.PLAYOUT},
            Turn.PAUSED: {timers.STUCK},
        }[self.state.turn]
        assert watch & self.running.keys(), f"nothing runs in {self.state.turn}"

    def _check_foresight(self, at_ms: CallMs) -> None:
        """What is foreseen is what is said if the turn ends there; and to look changes nothing."""
        before = msgspec.json.encode(self.state)
        lines = foresee(self.core, self.graph, self.state, at_ms)
        assert msgspec.json.encode(self.state) == before
        if lines:
            assert self._said_if_it_ended(at_ms) == lines

    def _said_if_it_ended(self, at_ms: CallMs) -> tuple[Line, ...]:
        state, said = self.state, tuple[Line, ...]()
        ends: list[AnyInput] = []
        if state.voicing:
            last = state.segments[-1].id if state.segments else SegmentId(0)
            ends.append(happened.SpeechEnded(at_ms=at_ms, segment=last, silence_ms=0))
        if owed(state):
            ends += [
                happened.FinalHeard(
                    at_ms=at_ms, segment=one.id, texts=(one.guess,) if one.guess else ()
                )
                for one in state.segments
                if one.texts is None
            ]
        ends.append(happened.TimerFired(at_ms=at_ms, timer=timers.ENDPOINT))
        for happening in ends:
            state, _, effects = step(self.core, self.graph, state, happening)
            for effect in effects:
                said = effect.lines if isinstance(effect, Say) else said
        return said


INPUTS: Final[Mapping[str, Callable[[Walk, CallMs, Any], AnyInput]]] = MappingProxyType(
    {
        "answered": lambda _, at, __: happened.CallAnswered(
            at_ms=at,
            dialled="+61255501206",
            local_time="2026-11-23T09:00:00+11:00",
            settings="test",
        ),
        "start": lambda walk, at, _: happened.SpeechStarted(at_ms=at, segment=walk.next_segment()),
        "end": lambda walk, at, silence_ms: happened.SpeechEnded(
            at_ms=at, segment=walk.near(0), silence_ms=silence_ms
        ),
        "partial": lambda walk, at, heard: happened.PartialHeard(
            at_ms=at, segment=walk.near(heard[0]), text=heard[1]
        ),
        "final": lambda walk, at, heard: happened.FinalHeard(
            at_ms=at, segment=walk.near(heard[0]), texts=heard[1]
        ),
        "timer": lambda _, at, name: happened.TimerFired(at_ms=at, timer=name),
        "played": lambda walk, at, _: happened.PlayoutDone(at_ms=at, utterance=walk.last_said),
        "stopped": lambda walk, at, lines: happened.PlayoutStopped(
            at_ms=at, utterance=walk.last_said, position_ms=0, lines_done=lines
        ),
        "answers": lambda walk, at, back: happened.TransferAnswered(
            at_ms=at, attempt=max(0, walk.rings - back)
        ),
        "rings_out": lambda walk, at, back: happened.TransferFailed(
            at_ms=at, attempt=max(0, walk.rings - back), code="no_answer"
        ),
        "unsaid": lambda walk, at, _: happened.SpeakingFailed(
            at_ms=at, utterance=walk.last_said, code="test"
        ),
    }
)


def walked(core: Core, graph: Graph, moves: Iterable[Move]) -> Walk:
    """Walk a call through these moves."""
    walk = Walk(core, graph)
    for move in moves:
        walk.take(move)
    return walk


def digest(walks: int = 30, length: int = 60) -> str:
    """One hash over many walks drawn by a fixed seed: the same in every process."""
    core, plumbing, drawn = read_core(), graph(), random.Random(7)
    told = hashlib.sha256()
    for _ in range(walks):
        walk = Walk(core, plumbing)
        walk.take(("answered", 0, None))
        for _ in range(length):
            kind = drawn.choice(("turn", "turn", "played", "played", "due", "start", "end"))
            what = {"turn": drawn.choice(SAID), "end": 250}.get(kind)
            walk.take((kind, drawn.randrange(1_000), what))
        told.update(msgspec.json.encode(walk.events))
        told.update(repr(walk.effects).encode())
    return told.hexdigest()
