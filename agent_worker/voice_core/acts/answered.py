"""What became of ringing somebody."""

from typing import Final

import msgspec

from agent_worker.voice_core import effects, timers
from agent_worker.voice_core.acts.transfer import is_ringing
from agent_worker.voice_core.agent_turn import end
from agent_worker.voice_core.dialogue import end_objective
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.standing import settle
from agent_worker.voice_core.state import State
from agent_worker.voice_core.turns import Turn
from objective_engine.engine import outcome
from spine.events.inputs import TransferAnswered, TransferFailed

replace = msgspec.structs.replace

NO_ANSWER: Final = "no_answer"
NOT_AVAILABLE: Final = "not_available"
"""Not this contact but ringing as such: the runtime has no line that can do it."""


def transfer_answered(moves: Moves, state: State, answered: TransferAnswered) -> State:
    """The caller is with somebody: our part of the call is over."""
    if not _awaited(state, answered.attempt):
        return state
    moves.do(effects.CancelTimer(timers.TRANSFER))
    state = settle(moves, state, "met")
    worth = outcome(moves.graph, state.dialogue.progress)
    return end(moves, state, worth, "agent", joined=True)


def transfer_failed(moves: Moves, state: State, failed: TransferFailed) -> State:
    """Nobody was reached; the caller is told as soon as nobody speaks."""
    if not _awaited(state, failed.attempt):
        return state
    moves.do(effects.CancelTimer(timers.TRANSFER))
    if failed.code == NOT_AVAILABLE:
        state = replace(state, dialogue=replace(state.dialogue, no_line=True))
    return _unanswered(state, failed.code or NO_ANSWER)


def rang_out(moves: Moves, state: State) -> State:
    """It has rung for long enough."""
    if not _awaited(state, state.dialogue.rings):
        return state
    moves.do(effects.StopRinging(state.dialogue.rings))
    return _unanswered(state, NO_ANSWER)


def go_on(moves: Moves, state: State) -> State:
    """Tell the caller that nobody answered, once nobody speaks; Level 2 says what is next."""
    quiet = state.turn is Turn.LISTENING and state.utterance is None and not moves.reply.lines
    if not is_ringing(state) or not state.dialogue.unanswered or not quiet:
        return state
    moves.line("transfer_failed")
    state = replace(state, dialogue=replace(state.dialogue, unanswered=""))
    return end_objective(moves, state, "failed")


def _awaited(state: State, attempt: int) -> bool:
    dialogue = state.dialogue
    return is_ringing(state) and attempt == dialogue.rings and not dialogue.unanswered


def _unanswered(state: State, code: str) -> State:
    return replace(state, dialogue=replace(state.dialogue, unanswered=code))
