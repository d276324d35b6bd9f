"""What `chat` of `spotfunnel config` does: the call in text, on the real core and this graph."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from rich.console import Console

from agent_worker.core_files import read_core
from cli.calls.caller import TypingCaller
from cli.config.commands import OK, complain, graph_of
from objective_engine.engine import next_step, outcome
from objective_engine.graph import Graph
from objective_engine.progress import Progress, apply
from objective_engine.proving.moves import spoken
from spine.errors import RequestError
from spine.events.call import (
    AgentSpoke,
    AnyEvent,
    CallEnded,
    CorrectionAsked,
    HoursClassed,
    ObjectiveBegun,
    ObjectiveEnded,
    QuestionAsked,
    SignalRaised,
    TurnHeard,
)
from spine.events.inputs import AnyInput, CallAnswered
from spine.ids import CallMs
from stress.caller import Caller, ScriptedCaller
from stress.text_call import TextCall


def told_of(event: AnyEvent) -> str:
    """Return an event's type, and for what Level 2 asks and folds what it says."""
    name = str(msgspec.to_builtins(event)["type"])
    match event:
        case ObjectiveBegun(objective=objective):
            return f"{name} {objective}"
        case ObjectiveEnded(objective=objective, result=result):
            return f"{name} {objective}: {result}"
        case SignalRaised(signal=signal):
            return f"{name} {signal}"
        case QuestionAsked(entry=entry):
            return f"{name} {entry or '(nothing written down)'}"
        case CorrectionAsked(objective=objective):
            return f"{name} {objective}"
        case HoursClassed(time=time, reachable=reachable):
            return f"{name} {time}, {' and '.join(reachable) or 'nobody'} can be rung"
        case _:
            return name


class Transcript:
    """Prints a call as it goes, and on request what Level 2 made of each event."""

    def __init__(self, graph: Graph, console: Console, *, trace: bool) -> None:
        """Begin with nothing said."""
        self._graph = graph
        self._console = console
        self._trace = trace
        self._progress = Progress()

    def record(self, _: AnyInput, events: tuple[AnyEvent, ...]) -> None:
        """Take what one input led to."""
        for event in events:
            match event:
                case AgentSpoke(text=text):
                    self._say(f"agent   {text}")
                case TurnHeard(texts=texts):
                    self._say(f"caller  {texts[0] if texts else ''}")
                case CallEnded(outcome=ended):
                    self._say(f"the call is over: {ended}")
                case _:
                    pass
            if self._trace:
                self._told(event)

    def _told(self, event: AnyEvent) -> None:
        before, self._progress = self._progress, apply(self._progress, event)
        name = told_of(event)
        if self._progress is before:
            self._say(f"        · {name}")
            return
        step = spoken(next_step(self._graph, self._progress))
        now = outcome(self._graph, self._progress)
        self._say(f"        · {name}: next {step}; worth “{now}” if it ended here")

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def chat_file(file: Path, *, say: tuple[str, ...], trace: bool) -> int:
    """Hold one call; without `say`, the person at the terminal is the caller."""
    try:
        graph = graph_of(file, any_core=False)
    except RequestError as exc:
        return complain(exc)
    console = Console()
    caller: Caller = ScriptedCaller(say) if say else TypingCaller(console)
    transcript = Transcript(graph, console, trace=trace)
    answered = CallAnswered(
        at_ms=CallMs(0),
        dialled=graph.numbers[0],
        local_time=datetime.now(UTC).astimezone(ZoneInfo(graph.time_zone)).isoformat(),
        settings="chat",
    )
    call = TextCall(read_core(), graph, caller=caller, record=transcript.record)
    asyncio.run(call.run(answered))
    return OK
