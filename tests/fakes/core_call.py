"""The pure core, held by hand: each input is put with its time, what follows is kept."""

from collections.abc import Iterator
from typing import Any

from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Effect, Line, Say
from agent_worker.voice_core.step import begin, step
from agent_worker.voice_core.turns import Turn
from objective_engine.graph import Graph
from spine.events.call import AnyEvent
from spine.events.inputs import (
    AnyInput,
    CallAnswered,
    FinalHeard,
    PlayoutDone,
    SpeechEnded,
    SpeechStarted,
    TimerFired,
)
from spine.ids import CallMs, SegmentId


class CoreCall:
    """One call on no clock but the test's."""

    def __init__(self, core: Core, graph: Graph) -> None:
        self.core = core
        self.graph = graph
        self.state = begin()
        self.ms = 0
        self.events: list[AnyEvent] = []
        self.effects: list[Effect] = []
        self.segment = 0

    def put(self, kind: type[AnyInput], after_ms: int = 0, **facts: Any) -> list[Effect]:
        """Put one input `after_ms` later; return the effects of it."""
        self.ms += after_ms
        happening = self.passed(kind(at_ms=CallMs(self.ms), **facts))
        self.state, events, effects = step(self.core, self.graph, self.state, happening)
        self.events += events
        self.effects += effects
        return list(effects)

    def passed(self, happening: AnyInput) -> AnyInput:
        """Return an input as the core gets it."""
        return happening

    def answered(self) -> None:
        """Answer the call, hear the notice and the first question."""
        self.put_answer()
        self.play_out()
        self.play_out()

    def put_answer(self) -> None:
        """Answer the call: the notice begins."""
        self.put(
            CallAnswered,
            dialled=self.graph.numbers[0],
            local_time="2026-11-23T09:00:00+11:00",
            settings="test",
        )

    def play_out(self, after_ms: int = 2_000) -> None:
        """Let what is being said be heard whole."""
        assert self.state.utterance is not None
        self.put(PlayoutDone, after_ms, utterance=self.state.utterance.id)

    def starts(self, after_ms: int = 300) -> list[Effect]:
        """The caller starts to make a sound."""
        self.segment += 1
        return self.put(SpeechStarted, after_ms, segment=SegmentId(self.segment))

    def stops(
        self, text: str, after_ms: int = 1_000, confidence: float | None = None
    ) -> list[Effect]:
        """The caller stops; the recogniser has heard `text`."""
        self.put(SpeechEnded, after_ms, segment=SegmentId(self.segment), silence_ms=250)
        texts = (text,) if text else ()
        segment = SegmentId(self.segment)
        return self.put(FinalHeard, 100, segment=segment, texts=texts, confidence=confidence)

    def says(self, text: str, confidence: float | None = None) -> None:
        """A whole turn of the caller, its hold included."""
        self.starts()
        self.stops(text, confidence=confidence)
        if self.state.turn is Turn.HOLDING:
            self.put(TimerFired, 2_000, timer="endpoint")

    def put_endpoint(self) -> None:
        """Let the hold of the caller's turn run out."""
        self.put(TimerFired, 2_000, timer="endpoint")

    @property
    def said(self) -> str:
        """The last thing that the agent began to say."""
        return " ".join(line.text for line in self.last_lines)

    @property
    def last_lines(self) -> tuple[Line, ...]:
        """Its lines."""
        return [effect for effect in self.effects if isinstance(effect, Say)][-1].lines

    def of(self, kind: type[AnyEvent]) -> Iterator[Any]:
        """Every event of a kind so far."""
        return (event for event in self.events if isinstance(event, kind))
