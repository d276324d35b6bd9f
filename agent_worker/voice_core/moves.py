"""What one input leads to, gathered while `step` runs."""

from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Effect, Line
from agent_worker.voice_core.phrases import render
from objective_engine.graph import Graph
from spine.events.call import AnyEvent
from spine.ids import CallMs


class Reply:
    """The sentence in the making: lines, and what a barge-in into them would mean."""

    def __init__(self) -> None:
        """Begin with nothing to say."""
        self.lines: tuple[Line, ...] = ()
        self.readback = 0
        self.joint = False
        self.value_line = -1
        self.awaits_yes = False
        self.outcome = ""


class Moves:
    """Events decided and effects wanted by one step; it lives no longer than that step."""

    def __init__(self, core: Core, graph: Graph, at_ms: CallMs) -> None:
        """Begin a step at `at_ms` on the call's clock."""
        self.core = core
        self.graph = graph
        self.at_ms = at_ms
        self.events: list[AnyEvent] = []
        self.effects: list[Effect] = []
        self.reply = Reply()

    def decide(self, event: AnyEvent) -> None:
        """Record a fact."""
        self.events.append(event)

    def do(self, effect: Effect) -> None:
        """Have the runtime act."""
        self.effects.append(effect)

    def line(self, phrase: str, *slots: tuple[str, str]) -> None:
        """Add a phrase to the reply."""
        named = (("business", self.graph.spoken_name), *slots)
        self.reply.lines += render(self.core.locale, phrase, named)
