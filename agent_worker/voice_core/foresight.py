"""What we would say if the caller's turn ended now: pure, so it can be tried on every partial."""

import msgspec

from agent_worker.voice_core.agent_turn import reply
from agent_worker.voice_core.caller_turn import end_turn, owed, so_far
from agent_worker.voice_core.capture.contract import Outlook
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.dialogue import outlook
from agent_worker.voice_core.effects import Line, Say
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import Segment, State
from agent_worker.voice_core.turns import Turn
from objective_engine.graph import Graph
from spine.ids import CallMs, SegmentId


def foresee(core: Core, graph: Graph, state: State, at_ms: CallMs) -> tuple[Line, ...]:
    """Return the lines of the answer to the turn so far, if the turn could end here.

    Works on a copy: nothing is recorded, nothing is decided. Only a value that is complete is
    answered ahead, so hardly any sentence is made in vain.
    """
    if state.turn not in {Turn.CALLER, Turn.HOLDING}:
        return ()
    moves = Moves(core, graph, at_ms)
    text = so_far(state)
    if outlook(moves, state, text) is not Outlook.COMPLETE:
        return ()
    guessed = (Segment(SegmentId(0), (text,)),) if owed(state) else state.segments
    ended = end_turn(moves, msgspec.structs.replace(state, segments=guessed))
    reply(moves, ended)
    said = [effect for effect in moves.effects if isinstance(effect, Say)]
    return said[-1].lines if said else ()
