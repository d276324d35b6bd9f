"""A call to an example of a trade, held by hand on the real core."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent_worker.core_files import read_core
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import StopRinging, Transfer
from agent_worker.voice_core.step import begin, step
from cli.config.facts import installed_core
from cli.config.load import load_business
from objective_engine.graph import Graph
from spine.events.call import (
    AnyEvent,
    CallEnded,
    CaptureConfirmed,
    ObjectiveBegun,
    ObjectiveEnded,
    SignalRaised,
)
from spine.events.inputs import AnyInput, CallAnswered, TransferAnswered, TransferFailed
from tests.fakes.core_call import CoreCall

EXAMPLES: Final = Path(__file__).parents[2] / "examples" / "trades"
OPEN: Final = "2026-11-24T10:00:00+11:00"
NIGHT: Final = "2026-11-24T22:00:00+11:00"


@cache
def the_core() -> Core:
    """Return the installed core, read once."""
    return read_core()


@cache
def trade_graph(name: str) -> Graph:
    """Return an example's graph."""
    return load_business(EXAMPLES / f"{name}.yaml", installed_core(the_core()), date(2026, 11, 24))


class TradeCall(CoreCall):
    """One call; what it is put is kept, to be stepped again."""

    def __init__(self, name: str, began: str = OPEN) -> None:
        """Prepare a call to an example."""
        super().__init__(the_core(), trade_graph(name))
        self.began = began
        self.inputs: list[AnyInput] = []

    def passed(self, happening: AnyInput) -> AnyInput:
        """Keep what is put."""
        self.inputs.append(happening)
        return happening

    def put_answer(self) -> None:
        """Answer the call: the notice begins."""
        number = self.graph.numbers[0]
        self.put(CallAnswered, dialled=number, local_time=self.began, settings="test")

    def tells(self, *turns: str) -> str:
        """Say these turns one after another, each answer heard out; return the last answer."""
        said = ""
        for turn in turns:
            self.says(turn)
            said = self.said
            if self.state.utterance is not None:
                self.play_out()
        return said

    def answers(self) -> None:
        """Whoever is being rung answers."""
        self.put(TransferAnswered, 4_000, attempt=self.rung[-1].attempt)

    def rings_out(self, code: str = "no_answer") -> None:
        """Whoever is being rung does not answer."""
        self.put(TransferFailed, 9_000, attempt=self.rung[-1].attempt, code=code)

    @property
    def rung(self) -> list[Transfer]:
        """Everybody who was rung."""
        return [one for one in self.effects if isinstance(one, Transfer)]

    @property
    def given_up(self) -> list[int]:
        """Attempts that were given up."""
        return [one.attempt for one in self.effects if isinstance(one, StopRinging)]

    @property
    def kept(self) -> dict[str, str]:
        """Confirmed values."""
        return {str(one.field): one.value for one in self.of(CaptureConfirmed)}

    @property
    def begun(self) -> list[str]:
        """Objectives in the order in which they were begun."""
        return [str(one.objective) for one in self.of(ObjectiveBegun)]

    @property
    def results(self) -> dict[str, str]:
        """How objectives ended."""
        return {str(one.objective): one.result for one in self.of(ObjectiveEnded)}

    @property
    def signals(self) -> list[str]:
        """Signals that Level 2 was told of."""
        return [one.signal for one in self.of(SignalRaised)]

    @property
    def ended(self) -> tuple[str, str]:
        """The outcome and who ended it."""
        ended: Any = next(self.of(CallEnded))
        return ended.outcome, ended.by

    def replays(self) -> bool:
        """Tell whether the same inputs lead to the same events again."""
        state, events = begin(), list[AnyEvent]()
        for happening in self.inputs:
            state, decided, _ = step(self.core, self.graph, state, happening)
            events += decided
        return events == self.events and state == self.state
