"""A call without sound: the same core on simulated time, as fast as it can step.

It plays the runtime's part with a heap of things that are going to happen, so a call of minutes
takes milliseconds and the same caller always makes the same call.
"""

import heapq
from collections.abc import Callable, Iterable
from itertools import count
from typing import Final

from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import (
    CancelTimer,
    Effect,
    Say,
    StartTimer,
    Stop,
    StopRinging,
    Transfer,
)
from agent_worker.voice_core.redact_inputs import redact_input
from agent_worker.voice_core.redaction import NOTHING
from agent_worker.voice_core.state import State
from agent_worker.voice_core.step import begin, step
from agent_worker.voice_core.turns import Turn
from objective_engine.graph import Graph
from spine.events.call import AnyEvent
from spine.events.inputs import (
    AnyInput,
    CallAnswered,
    CallerHungUp,
    FinalHeard,
    PlayoutDone,
    PlayoutStopped,
    SpeechEnded,
    SpeechStarted,
    TimerFired,
    TransferAnswered,
    TransferFailed,
)
from spine.ids import CallMs, SegmentId, UtteranceId
from stress.caller import Answer, Caller

Record = Callable[[AnyInput, tuple[AnyEvent, ...]], None]

WORD_MS: Final = 330
"""How long a word takes to say, either side."""
REACTION_MS: Final = 300
VAD_MS: Final = 250
FINAL_MS: Final = 150
ANSWERED_MS: Final = 6_000
"""After two rings."""
RANG_OUT_MS: Final = 20_000


class TextCall:
    """One simulated call; `run` holds it to its end."""

    def __init__(
        self,
        core: Core,
        graph: Graph,
        *,
        caller: Caller,
        record: Record,
        answers: frozenset[str] | None = None,
    ) -> None:
        """Prepare a call.

        Args:
            core: The Voice Core.
            graph: The business.
            caller: Who rings.
            record: Sees each input with what it led to, in order.
            answers: Contacts who answer when they are rung; the others let it ring. None: no line
                can ring anybody, which is known at once.
        """
        self._core = core
        self._graph = graph
        self._caller = caller
        self._record = record
        self._answers = answers
        self._given_up: set[int] = set()
        self._order = count()
        self._ahead: list[tuple[int, int, AnyInput]] = []
        self._timers: dict[str, int] = {}
        self._saying: tuple[Say, int] | None = None
        self._segments = 0

    async def run(self, answered: CallAnswered, *others: AnyInput) -> State:
        """Hold the call and return its final state."""
        state, memory = begin(), NOTHING
        for happening in (answered, *others):
            self._expect(happening)
        if self._caller.opening:
            self._speak(CallMs(900), Answer(self._caller.opening))
        while state.turn is not Turn.OVER and self._ahead:
            _, order, happening = heapq.heappop(self._ahead)
            if self._stale(happening, order):
                continue
            happening, memory = redact_input(happening, memory, self._core.locale)
            state, events, effects = step(self._core, self._graph, state, happening)
            self._record(happening, events)
            self._carry_out(happening.at_ms, effects)
            if isinstance(happening, PlayoutDone) and state.turn is not Turn.OVER:
                await self._react(happening)
        return state

    def _expect(self, happening: AnyInput) -> int:
        order = next(self._order)
        heapq.heappush(self._ahead, (happening.at_ms, order, happening))
        return order

    def _stale(self, happening: AnyInput, order: int) -> bool:
        """A timer that was replaced, or the end of an utterance that was stopped."""
        if isinstance(happening, TimerFired):
            return self._timers.get(happening.timer) != order
        if isinstance(happening, (TransferAnswered, TransferFailed)):
            return happening.attempt in self._given_up
        if isinstance(happening, PlayoutDone):
            return self._saying is None or self._saying[0].utterance != happening.utterance
        return False

    def _carry_out(self, at_ms: int, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Say(utterance=utterance, lines=lines):
                    words = sum(len(line.text.split()) for line in lines)
                    self._saying = (effect, at_ms)
                    done = CallMs(at_ms + words * WORD_MS)
                    self._expect(PlayoutDone(at_ms=done, utterance=utterance))
                case Stop(utterance=utterance):
                    self._stop(at_ms, utterance)
                case StartTimer(timer=timer, due_ms=due_ms):
                    fired = TimerFired(at_ms=CallMs(due_ms), timer=timer)
                    self._timers[timer] = self._expect(fired)
                case CancelTimer(timer=timer):
                    self._timers.pop(timer, None)
                case Transfer():
                    self._ring(at_ms, effect)
                case StopRinging(attempt=attempt):
                    self._given_up.add(attempt)
                case _:
                    pass

    def _ring(self, at_ms: int, ringing: Transfer) -> None:
        attempt = ringing.attempt
        if self._answers is None:
            at_once = CallMs(at_ms)
            self._expect(TransferFailed(at_ms=at_once, attempt=attempt, code="not_available"))
        elif ringing.contact in self._answers:
            self._expect(TransferAnswered(at_ms=CallMs(at_ms + ANSWERED_MS), attempt=attempt))
        else:
            rang_out = CallMs(at_ms + RANG_OUT_MS)
            self._expect(TransferFailed(at_ms=rang_out, attempt=attempt, code="no_answer"))

    def _stop(self, at_ms: int, utterance: UtteranceId) -> None:
        if self._saying is None or self._saying[0].utterance != utterance:
            return
        say, began_ms = self._saying
        self._saying = None
        position_ms, done, end_ms = at_ms - began_ms, 0, 0
        for line in say.lines:
            end_ms += len(line.text.split()) * WORD_MS
            done += end_ms <= position_ms
        self._expect(
            PlayoutStopped(
                at_ms=CallMs(at_ms),
                utterance=utterance,
                position_ms=position_ms,
                lines_done=done,
            )
        )

    async def _react(self, done: PlayoutDone) -> None:
        if self._saying is None or self._saying[0].utterance != done.utterance:
            return
        heard = " ".join(line.text for line in self._saying[0].lines)
        self._saying = None
        answer = await self._caller.answer(heard)
        self._speak(CallMs(done.at_ms + REACTION_MS), answer)

    def _speak(self, at_ms: CallMs, answer: Answer) -> None:
        ends_ms = CallMs(at_ms + len(answer.text.split()) * WORD_MS)
        if answer.text:
            self._segments += 1
            segment = SegmentId(self._segments)
            paused_ms = CallMs(ends_ms + VAD_MS)
            self._expect(SpeechStarted(at_ms=at_ms, segment=segment))
            self._expect(SpeechEnded(at_ms=paused_ms, segment=segment, silence_ms=VAD_MS))
            final_ms = CallMs(paused_ms + FINAL_MS)
            self._expect(FinalHeard(at_ms=final_ms, segment=segment, texts=(answer.text,)))
        if answer.hangs_up:
            self._expect(CallerHungUp(at_ms=CallMs(ends_ms + 100)))
