"""What to do when a wait has run out: the other half of every timer in `timers`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from agent_worker.voice_core import timers
from agent_worker.voice_core.acts import answered, transfer
from agent_worker.voice_core.agent_turn import end
from agent_worker.voice_core.caller_turn import (
    OVERLAP,
    end_turn,
    judge_overlap,
    owed,
    resume,
    so_far,
    take_floor,
    wait_for_words,
)
from agent_worker.voice_core.capture.contract import Silence
from agent_worker.voice_core.dialogue import capture
from agent_worker.voice_core.effects import CancelTimer, Pause, StartTimer
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import Segment, State
from agent_worker.voice_core.turns import Signal, Turn, after
from objective_engine.engine import outcome
from spine.events.call import AgentYielded, CallerSilent
from spine.events.inputs import TimerFired

replace = msgspec.structs.replace


def timer_fired(moves: Moves, state: State, fired: TimerFired) -> State:
    """Nothing is waited for for ever; a timer whose turn is over changes nothing."""
    handler = IN_TURN.get((fired.timer, state.turn)) or IN_ANY.get(fired.timer)
    return state if handler is None else handler(moves, state)


def _insisted(moves: Moves, state: State) -> State:
    if not state.voicing or state.utterance is None:
        return state
    said = state.utterance.id
    moves.do(Pause(said))
    moves.do(CancelTimer(timers.PLAYOUT))
    moves.do(StartTimer(timers.STUCK, moves.at_ms + timers.STUCK_MS))
    moves.decide(AgentYielded(at_ms=moves.at_ms, utterance=said, how="paused"))
    return replace(state, turn=after(state.turn, Signal.INSISTED))


def _endpoint(moves: Moves, state: State) -> State:
    if not owed(state):
        return end_turn(moves, state)
    moves.do(StartTimer(timers.STUCK, moves.at_ms + timers.STUCK_MS))
    return replace(state, due=True)


def _give_up_on_final(moves: Moves, state: State) -> State:
    """The recogniser never answered: its last guess will have to do."""
    state = _settled(state)
    if state.turn in OVERLAP:
        judged = judge_overlap(moves, state)
        return resume(moves, judged) if judged.turn in OVERLAP else judged
    return end_turn(moves, state) if state.turn is Turn.HOLDING else state


def _settled(state: State) -> State:
    return replace(state, segments=tuple(_guessed(one) for one in state.segments))


def _guessed(one: Segment) -> Segment:
    texts = (one.guess,) if one.guess else ()
    return replace(one, texts=texts) if one.texts is None else one


def _wordless(moves: Moves, state: State) -> State:
    """The sound goes on and no more words come: take what there is, or ask again over it."""
    if so_far(state):
        return end_turn(moves, _settled(state))
    return _silent(moves, take_floor(moves, state))


def _silent(moves: Moves, state: State) -> State:
    """Ask again, at most twice; then let a caller who is not there go."""
    if transfer.is_ringing(state):
        return state if state.dialogue.unanswered else transfer.still_ringing(moves, state)
    times = state.silences + 1
    moves.decide(CallerSilent(at_ms=moves.at_ms, times=times))
    state = replace(state, silences=times)
    if times > timers.SILENCES:
        moves.line("silent_goodbye")
        danger = "emergency" in state.dialogue.progress.signals
        moves.reply.outcome = "emergency" if danger else "silent"
        return state
    state = capture(moves, state, Silence())
    return state if moves.reply.lines else wait_for_words(moves, state)


def _too_long(moves: Moves, state: State) -> State:
    if state.utterance is not None and state.utterance.closes:
        return state
    moves.line("too_long")
    moves.reply.outcome = outcome(moves.graph, state.dialogue.progress)
    return take_floor(moves, state)


def _unplayed(moves: Moves, state: State) -> State:
    if state.utterance is None:
        return state
    return end(moves, state, "speaking_failed", "system")


Handler = Callable[[Moves, State], State]
IN_TURN: Final[Mapping[tuple[str, Turn], Handler]] = MappingProxyType(
    {
        (timers.ENDPOINT, Turn.HOLDING): _endpoint,
        (timers.INSIST, Turn.DUCKED): _insisted,
        (timers.WORDLESS, Turn.CALLER): _wordless,
        (timers.SILENCE, Turn.LISTENING): _silent,
    }
)
IN_ANY: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        timers.STUCK: _give_up_on_final,
        timers.PLAYOUT: _unplayed,
        timers.TRANSFER: answered.rang_out,
        timers.LIMIT: _too_long,
    }
)
