"""The whole of a call's behaviour: one pure function from what happened to what follows.

`step(core, graph, state, input) -> (state, events, effects)`. It waits for nothing: silence reaches
it only as timers that it asked for, and to hold a turn or to end it is decided here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from agent_worker.voice_core import agent_turn, caller_turn, deadlines
from agent_worker.voice_core.acts import answered
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Effect
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import Dialogue, State
from agent_worker.voice_core.turns import Turn
from objective_engine.engine import Progress
from objective_engine.graph import Graph
from spine.events import inputs as happened
from spine.events.call import AnyEvent

Handler = Callable[[Moves, State, Any], State]

HANDLERS: Final[Mapping[type, Handler]] = MappingProxyType(
    {
        happened.CallAnswered: agent_turn.call_answered,
        happened.CallMissed: agent_turn.call_missed,
        happened.CallerIdSeen: caller_turn.caller_id_seen,
        happened.SpeechStarted: caller_turn.speech_started,
        happened.SpeechEnded: caller_turn.speech_ended,
        happened.PartialHeard: caller_turn.partial_heard,
        happened.FinalHeard: caller_turn.final_heard,
        happened.KeyPressed: caller_turn.key_pressed,
        happened.TimerFired: deadlines.timer_fired,
        happened.PlayoutDone: agent_turn.playout_done,
        happened.PlayoutStopped: agent_turn.playout_stopped,
        happened.TransferAnswered: answered.transfer_answered,
        happened.TransferFailed: answered.transfer_failed,
        happened.HearingFailed: agent_turn.hearing_failed,
        happened.SpeakingFailed: agent_turn.speaking_failed,
        happened.CallerHungUp: agent_turn.caller_hung_up,
        happened.MediaLost: agent_turn.media_lost,
    }
)
"""An input without a handler (usage, a stopped recorder) is recorded and changes nothing."""


def begin() -> State:
    """Return the state of a call that has not been answered yet."""
    return State(dialogue=Dialogue(progress=Progress()))


def step(
    core: Core, graph: Graph, state: State, happening: happened.AnyInput
) -> tuple[State, tuple[AnyEvent, ...], tuple[Effect, ...]]:
    """Take one input.

    Args:
        core: The Voice Core's data, the same for every tenant.
        graph: What the call must achieve. The call keeps it to its end.
        state: From `begin()` or the step before.
        happening: What happened; its `at_ms` is the only clock.

    Returns:
        The next state, what was decided, and what the runtime must do, both in order. After
        `call.ended` nothing is decided any more.
    """
    handler = HANDLERS.get(type(happening))
    if handler is None or state.turn is Turn.OVER:
        return state, (), ()
    moves = Moves(core, graph, happening.at_ms)
    state = answered.go_on(moves, handler(moves, state, happening))
    state = agent_turn.reply(moves, state)
    return state, tuple(moves.events), tuple(moves.effects)
