"""The caller's side: speech in segments, overlaps, holding, and the end of a turn."""

from typing import Final

import msgspec

from agent_worker.voice_core import redaction, signals, timers
from agent_worker.voice_core.acts.transfer import patience_ms
from agent_worker.voice_core.capture.contract import Heard, Keyed
from agent_worker.voice_core.dialogue import capture, outlook
from agent_worker.voice_core.effects import CancelTimer, Duck, Resume, StartTimer, Stop
from agent_worker.voice_core.endpointing import hold_ms
from agent_worker.voice_core.heeding import take_turn
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import Segment, State, Utterance
from agent_worker.voice_core.turns import Signal, Turn, after
from objective_engine.engine import apply
from spine.events.call import AgentYielded, TurnHeard
from spine.events.inputs import (
    CallerIdSeen,
    FinalHeard,
    KeyPressed,
    PartialHeard,
    SpeechEnded,
    SpeechStarted,
)

replace = msgspec.structs.replace

OVERLAP: Final = frozenset({Turn.DUCKED, Turn.PAUSED})
HEARD_CHARS: Final = 2_000
"""A turn's text is cut here: no caller says more in one go, a broken recogniser may."""


def caller_id_seen(_: Moves, state: State, seen: CallerIdSeen) -> State:
    """Keep the network's caller number, to be offered, never assumed; Level 2 knows of it."""
    dialogue = replace(state.dialogue, progress=apply(state.dialogue.progress, seen))
    return replace(state, caller_id=seen.number, dialogue=dialogue)


def speech_started(moves: Moves, state: State, started: SpeechStarted) -> State:
    """The caller makes a sound: listen, or lower our voice if it is ours that sounds."""
    moves.do(CancelTimer(timers.SILENCE))
    moves.do(CancelTimer(timers.ENDPOINT))
    segments = (*state.segments, Segment(started.segment))
    state = replace(state, voicing=True, segments=segments, due=False)
    said = state.utterance
    if said is not None and not said.yields:
        return state
    if state.turn is Turn.AGENT and said is not None:
        moves.do(Duck(said.id))
        moves.decide(AgentYielded(at_ms=moves.at_ms, utterance=said.id, how="ducked"))
        moves.do(StartTimer(timers.INSIST, moves.at_ms + timers.INSIST_MS))
    state = replace(state, turn=after(state.turn, Signal.SPEECH_STARTED))
    if state.turn is Turn.CALLER:
        watch_for_words(moves)
    return state


def watch_for_words(moves: Moves) -> None:
    """Do not listen for ever to a sound that has no words."""
    moves.do(StartTimer(timers.WORDLESS, moves.at_ms + timers.WORDLESS_MS))


def partial_heard(moves: Moves, state: State, partial: PartialHeard) -> State:
    """Keep the recogniser's guess; words over our own speech stop it."""
    guess = partial.text[:HEARD_CHARS]
    segments = tuple(
        replace(one, guess=guess) if one.id == partial.segment and one.texts is None else one
        for one in state.segments
    )
    if segments == state.segments:
        return state
    state = replace(state, segments=segments)
    if state.turn in OVERLAP and _meant_for_us(moves, state, guess):
        return _yield(moves, state)
    if state.turn is Turn.CALLER and state.voicing:
        watch_for_words(moves)
    return state


def speech_ended(moves: Moves, state: State, ended: SpeechEnded) -> State:
    """The caller paused: hold the turn open for as long as it could go on."""
    state = replace(state, voicing=False, speech_end_ms=max(0, moves.at_ms - ended.silence_ms))
    if state.turn in OVERLAP:
        moves.do(StartTimer(timers.STUCK, moves.at_ms + timers.STUCK_MS))
        return state if owed(state) else judge_overlap(moves, state)
    return hold(moves, state) if state.turn is Turn.CALLER else state


def hold(moves: Moves, state: State) -> State:
    """Wait for the end of the turn, the longer the more its words could still go on."""
    moves.do(CancelTimer(timers.WORDLESS))
    due_ms = state.speech_end_ms + hold_ms(outlook(moves, state, so_far(state)))
    moves.do(StartTimer(timers.ENDPOINT, max(due_ms, moves.at_ms)))
    return replace(state, turn=after(state.turn, Signal.SPEECH_ENDED))


def final_heard(moves: Moves, state: State, final: FinalHeard) -> State:
    """The recogniser's last word on a segment: judge an overlap, or the turn's end anew."""
    texts = tuple(text[:HEARD_CHARS] for text in final.texts if text.strip())
    segments = tuple(
        Segment(final.segment, texts, confidence=final.confidence)
        if one.id == final.segment
        else one
        for one in state.segments
    )
    state = replace(state, segments=segments)
    if state.turn in OVERLAP:
        return judge_overlap(moves, state)
    if state.turn is not Turn.HOLDING or owed(state):
        return state
    if state.due:
        return end_turn(moves, state)
    return hold(moves, state)


def judge_overlap(moves: Moves, state: State) -> State:
    """Stop for words that are meant for us; go on once it is clear that there are none."""
    if _meant_for_us(moves, state, so_far(state)):
        return _yield(moves, state)
    return state if state.voicing or owed(state) else resume(moves, state)


def _meant_for_us(moves: Moves, state: State, text: str) -> bool:
    """A "yeah" over a statement is a backchannel; over "is that right?" it is the answer."""
    locale = moves.core.locale
    if not signals.has_words(text, locale):
        return False
    awaits_yes = state.utterance is not None and state.utterance.awaits_yes
    return awaits_yes or not signals.is_backchannel(text, locale)


def _yield(moves: Moves, state: State) -> State:
    """Real words: stop, and let the caller have the floor."""
    moves.do(CancelTimer(timers.INSIST))
    moves.do(CancelTimer(timers.STUCK))
    if state.utterance is not None:
        moves.do(Stop(state.utterance.id))
        moves.decide(AgentYielded(at_ms=moves.at_ms, utterance=state.utterance.id, how="stopped"))
    state = replace(state, turn=after(state.turn, Signal.WORDS), quiet_ms=moves.at_ms)
    if not state.voicing:
        return hold(moves, state)
    watch_for_words(moves)
    return state


def resume(moves: Moves, state: State) -> State:
    """A cough, a television, a backchannel: go on from where we were, no word lost."""
    moves.do(CancelTimer(timers.INSIST))
    moves.do(CancelTimer(timers.STUCK))
    if state.utterance is not None:
        moves.do(Resume(state.utterance.id))
        moves.do(StartTimer(timers.PLAYOUT, moves.at_ms + timers.PLAYOUT_MS))
        moves.decide(AgentYielded(at_ms=moves.at_ms, utterance=state.utterance.id, how="resumed"))
    return replace(state, turn=after(state.turn, Signal.NOT_WORDS), segments=())


def owed(state: State) -> bool:
    """Whether the recogniser owes us a final of this turn."""
    return any(segment.texts is None for segment in state.segments)


def so_far(state: State) -> str:
    """The caller's turn so far: finals, and guesses where the last word is not spoken."""
    best = [
        one.guess if one.texts is None else one.texts[0] if one.texts else ""
        for one in state.segments
    ]
    return " ".join(text for text in best if text).strip()


def take_floor(moves: Moves, state: State) -> State:
    """Drop the caller's present turn, whatever it would have been: we speak now."""
    for timer in (timers.ENDPOINT, timers.STUCK, timers.INSIST, timers.WORDLESS, timers.SILENCE):
        moves.do(CancelTimer(timer))
    return replace(state, turn=Turn.LISTENING, segments=(), due=False)


def end_turn(moves: Moves, state: State) -> State:
    """The caller has finished: take the turn to the dialogue."""
    segments = state.segments
    texts = segments[0].texts or () if len(segments) == 1 else (so_far(state),)
    texts = tuple(text for text in texts if text.strip())
    moves.do(CancelTimer(timers.ENDPOINT))
    moves.do(CancelTimer(timers.STUCK))
    state = replace(
        state,
        turn=after(Turn.HOLDING, Signal.TURN_ENDED),
        segments=(),
        due=False,
    )
    if not texts or not _says_something(moves, texts[0]):
        return _nothing_heard(moves, state)
    held_ms = moves.at_ms - state.speech_end_ms
    moves.decide(TurnHeard(at_ms=moves.at_ms, texts=texts, held_ms=held_ms))
    known = [one.confidence for one in segments if one.confidence is not None]
    heard = Heard(texts=texts, confidence=min(known, default=None))
    state = take_turn(moves, replace(state, silences=0, unasked=()), heard)
    return state if moves.reply.lines else wait_for_words(moves, state)


def _says_something(moves: Moves, text: str) -> bool:
    """Whether there are words in a turn, or were: a card number that was hidden."""
    return redaction.CARD in text or signals.has_words(text, moves.core.locale)


def _nothing_heard(moves: Moves, state: State) -> State:
    """Noise: ask what we kept back, else go on waiting."""
    moves.reply.lines += state.unasked
    if not state.unasked:
        due_ms = max(moves.at_ms, state.quiet_ms + patience_ms(state))
        moves.do(StartTimer(timers.SILENCE, due_ms))
    return replace(state, unasked=())


def wait_for_words(moves: Moves, state: State, wait_ms: int = timers.SILENCE_MS) -> State:
    """Give the caller the whole of silence's time, from now on."""
    moves.do(StartTimer(timers.SILENCE, moves.at_ms + patience_ms(state, wait_ms)))
    return replace(state, quiet_ms=moves.at_ms)


def key_pressed(moves: Moves, state: State, pressed: KeyPressed) -> State:
    """A key is as good as a word: it stops us, and goes to the field being asked."""
    said = state.utterance
    if said is not None and said.closes:
        return state
    if said is not None and said.yields:
        state = _stopped_by_key(moves, state, said)
    state = capture(moves, replace(state, silences=0), Keyed(key=pressed.key))
    if moves.reply.lines:
        return take_floor(moves, state)
    if state.turn is not Turn.LISTENING:
        return state
    return wait_for_words(moves, state, timers.KEYS_MS)


def _stopped_by_key(moves: Moves, state: State, said: Utterance) -> State:
    if state.turn in OVERLAP:
        return _yield(moves, state)
    moves.do(Stop(said.id))
    return replace(state, turn=Turn.LISTENING) if state.turn is Turn.AGENT else state
