"""Our side of the conversation: saying things, being interrupted, and closing the call."""

from typing import Final, Literal

import msgspec

from agent_worker.voice_core import caller_turn, timers
from agent_worker.voice_core.acts.transfer import is_ringing
from agent_worker.voice_core.dialogue import (
    NOTICE_NAME_CHARS,
    advance,
    end_objective,
    heard_back,
    hints,
)
from agent_worker.voice_core.effects import (
    CancelTimer,
    HangUp,
    Listen,
    Say,
    StartRecording,
    StartTimer,
    Stop,
)
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import State, Utterance
from agent_worker.voice_core.turns import Signal, Turn, after
from objective_engine.directives import Greet
from objective_engine.engine import outcome
from spine.events.call import (
    AgentSpoke,
    CallEnded,
    CallRejected,
    CallStarted,
    NoticePlayed,
    RecordingStarted,
)
from spine.events.inputs import (
    CallAnswered,
    CallerHungUp,
    CallMissed,
    HearingFailed,
    MediaLost,
    PlayoutDone,
    PlayoutStopped,
    SpeakingFailed,
)
from spine.ids import NOBODY, UtteranceId

replace = msgspec.structs.replace

SOUNDING: Final = frozenset({Turn.AGENT, Turn.DUCKED, Turn.PAUSED})
"""In these an utterance is being played; one that we stopped has left them."""


def call_answered(moves: Moves, state: State, answered: CallAnswered) -> State:
    """Begin: with the notice, or with an apology where the number belongs to nobody."""
    if state.spoken:
        return state
    moves.decide(
        CallStarted(at_ms=moves.at_ms, dialled=answered.dialled, settings=answered.settings)
    )
    moves.do(StartTimer(timers.LIMIT, moves.at_ms + timers.LIMIT_MS))
    state = replace(state, local_time=answered.local_time)
    if moves.graph.tenant == NOBODY:
        moves.decide(CallRejected(at_ms=moves.at_ms, reason="unknown_number"))
        moves.line("unknown_number")
        moves.reply.outcome = "rejected"
        return state
    return advance(moves, state)


def call_missed(moves: Moves, state: State, missed: CallMissed) -> State:
    """Write down that nobody answered; a call that has begun was not missed."""
    if state.local_time:
        return state
    moves.decide(CallStarted(at_ms=moves.at_ms, dialled=missed.dialled, settings=missed.settings))
    moves.decide(CallRejected(at_ms=moves.at_ms, reason="no_worker"))
    return end(moves, replace(state, local_time=missed.local_time), "missed", "system")


def reply(moves: Moves, state: State) -> State:
    """Say what the step put together, if anything."""
    made = moves.reply
    if not made.lines or state.turn is Turn.OVER:
        return state
    if state.utterance is not None and Stop(state.utterance.id) not in moves.effects:
        moves.do(Stop(state.utterance.id))
    utterance = Utterance(
        id=UtteranceId(state.spoken + 1),
        yields=not isinstance(state.dialogue.directive, Greet) and not made.outcome,
        awaits_yes=made.awaits_yes,
        readback=made.readback,
        value_line=made.value_line,
        closes=bool(made.outcome),
    )
    moves.decide(
        AgentSpoke(
            at_ms=moves.at_ms,
            utterance=utterance.id,
            phrases=tuple(line.phrase for line in made.lines),
            text=" ".join(line.text for line in made.lines),
        )
    )
    moves.do(CancelTimer(timers.SILENCE))
    moves.do(Listen(hints(moves, state)))
    moves.do(Say(utterance.id, made.lines))
    moves.do(StartTimer(timers.PLAYOUT, moves.at_ms + timers.PLAYOUT_MS))
    return replace(
        state,
        turn=after(state.turn, Signal.REPLY),
        utterance=utterance,
        spoken=utterance.id,
        outcome=made.outcome or state.outcome,
    )


def playout_done(moves: Moves, state: State, done: PlayoutDone) -> State:
    """Our utterance was heard whole: the floor is the caller's."""
    said = state.utterance
    if said is None or said.id != done.utterance:
        return state
    moves.do(CancelTimer(timers.PLAYOUT))
    if said.closes:
        return end(moves, state, state.outcome, "agent")
    state = replace(state, utterance=None, turn=after(state.turn, Signal.PLAYOUT_DONE))
    if said.readback:
        state = heard_back(moves, state, said.readback, whole=True)
    if isinstance(state.dialogue.directive, Greet):
        state = _notice_heard(moves, state)
    return listen_on(moves, state)


def _notice_heard(moves: Moves, state: State) -> State:
    """Start recording; a caller who has spoken over the notice is not talked over in turn."""
    moves.decide(NoticePlayed(at_ms=moves.at_ms))
    moves.decide(RecordingStarted(at_ms=moves.at_ms))
    moves.do(StartRecording())
    if len(moves.graph.spoken_name) > NOTICE_NAME_CHARS:
        moves.line("welcome")
    state = end_objective(moves, state, "met")
    if not (state.voicing or state.segments):
        return state
    unasked, moves.reply.lines = moves.reply.lines, ()
    moves.do(Listen(hints(moves, state)))
    return replace(state, unasked=unasked)


def listen_on(moves: Moves, state: State) -> State:
    """Hand the floor over: to a caller who is already speaking, or to silence's timer."""
    if state.turn is not Turn.LISTENING and state.turn is not Turn.CALLER:
        return state
    if state.voicing or state.segments:
        state = replace(
            state, turn=after(Turn.LISTENING, Signal.SPEECH_STARTED), quiet_ms=moves.at_ms
        )
        if not state.voicing:
            return caller_turn.hold(moves, state)
        caller_turn.watch_for_words(moves)
        return state
    state = replace(state, turn=Turn.LISTENING)
    return state if moves.reply.lines else caller_turn.wait_for_words(moves, state)


def playout_stopped(moves: Moves, state: State, stopped: PlayoutStopped) -> State:
    """Our utterance was cut: what had been said of a read-back decides whether it counts."""
    said = state.utterance
    if said is None or said.id != stopped.utterance:
        return state
    moves.do(CancelTimer(timers.PLAYOUT))
    if said.closes:
        return end(moves, state, state.outcome, "agent")
    state = replace(state, utterance=None)
    if said.readback:
        whole = stopped.lines_done > said.value_line
        state = heard_back(moves, state, said.readback, whole=whole)
    if state.turn not in SOUNDING:
        return state
    return listen_on(moves, replace(state, turn=after(state.turn, Signal.PLAYOUT_DONE)))


def hearing_failed(moves: Moves, state: State, _: HearingFailed) -> State:
    """We are deaf: say so and end, once what is being said is over; who is rung, is rung on."""
    if is_ringing(state) or (state.utterance is not None and state.utterance.closes):
        return state
    moves.line("trouble_hearing")
    moves.reply.outcome = "hearing_failed"
    return replace(caller_turn.take_floor(moves, state), voicing=False)


def speaking_failed(moves: Moves, state: State, failed: SpeakingFailed) -> State:
    """We are dumb: no provider could say it. End rather than leave dead air."""
    if state.utterance is None or state.utterance.id != failed.utterance:
        return state
    return end(moves, state, "speaking_failed", "system")


def caller_hung_up(moves: Moves, state: State, _: CallerHungUp) -> State:
    """The caller left: Level 2 says what that amounts to."""
    return end(moves, state, outcome(moves.graph, state.dialogue.progress), "caller")


def media_lost(moves: Moves, state: State, _: MediaLost) -> State:
    """Sound is gone, the caller may not be: end with an outcome of its own."""
    return end(moves, state, "media_lost", "system")


def end(
    moves: Moves,
    state: State,
    outcome: str,
    by: Literal["agent", "caller", "system"],
    *,
    joined: bool = False,
) -> State:
    """End the call: the last thing that is ever decided in it."""
    moves.decide(CallEnded(at_ms=moves.at_ms, outcome=outcome, by=by, duration_ms=moves.at_ms))
    moves.do(HangUp(outcome, joined))
    return replace(state, turn=Turn.OVER, utterance=None)
