"""Is a turn a question, and about which entry of the business's knowledge? No model is asked.

Words are compared: those of the turn with those of each entry's questions, ways of saying one thing
taken together. What is too little alike is not answered but noted: somebody lets the caller know.
"""

from functools import lru_cache
from typing import Final

from agent_worker.voice_core.capture import PRIMITIVES, control
from agent_worker.voice_core.capture.consent import Answer as Consent
from agent_worker.voice_core.capture.consent import judge
from agent_worker.voice_core.capture.contract import Heard, NoteHeard, NoteRepaired, ReadBack
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import kinds, members, phrases
from agent_worker.voice_core.locale.tokens import plain
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.standing import context
from agent_worker.voice_core.state import State
from objective_engine.directives import Capture
from objective_engine.graph import Entry, Graph
from objective_engine.steps import AnswerStep

OF_THE_ENTRY: Final = 0.7
"""How much of an entry's question must be in the turn."""
OF_THE_TURN: Final = 0.5
"""How much of the turn must be about the entry."""
UNKNOWN_WORDS: Final = 2
"""A question of fewer words of its own is not taken for one that no entry answers."""
OPEN: Final = frozenset({"reason", "choice", "confirm"})
"""Asked openly: there a question that no entry answers is what the caller rings about."""
LISTS: Final = frozenset({"lead", "dull"})
STEMMED: Final = 4
"""A stem has at least so many letters."""
KEPT: Final = 8_192
"""Questions of entries whose meaning is remembered; a business has at most 1,200."""
ENDINGS: Final = ("ing", "ed", "es", "s")


def asked(moves: Moves, state: State, text: str) -> str | None:
    """Return the entry that a turn asks about: empty where none fits, None for no question."""
    current = state.dialogue.directive
    if not isinstance(current, Capture) or not _answers(moves.graph):
        return None
    locale = moves.core.locale
    if phrases(locale, "question.lead").search(plain(text)) is None:
        return None
    entry = best(text, moves.graph.knowledge, locale)
    if entry:
        return entry
    unknown = len(words(text, locale)) >= UNKNOWN_WORDS and current.primitive not in OPEN
    return "" if unknown and not _is_answer(moves, state, current, text) else None


def best(text: str, entries: tuple[Entry, ...], locale: Locale) -> str:
    """Return the name of the entry that a question is about, empty where none is near enough."""
    turn = words(text, locale)
    found, most = "", 0.0
    for entry in entries:
        for question in entry.questions:
            likeness = _likeness(turn, _meant(question, locale))
            if likeness > most:
                found, most = entry.name, likeness
    return found


def words(text: str, locale: Locale) -> frozenset[str]:
    """Return what a question is about, each thing in one way."""
    said = plain(text)
    meant: set[str] = set()
    for kind in kinds(locale, "question"):
        if kind not in LISTS:
            pattern = phrases(locale, f"question.{kind}")
            if pattern.search(said):
                meant.add(kind)
                said = pattern.sub(" ", said)
    dull = members(locale, "question.dull")
    return frozenset(meant) | {_stem(word) for word in said.split() if word not in dull}


@lru_cache(KEPT)
def _meant(question: str, locale: Locale) -> frozenset[str]:
    """Return what an entry's question is about: the business's own words, asked in every turn."""
    return words(question, locale)


def _likeness(turn: frozenset[str], question: frozenset[str]) -> float:
    common = len(turn & question)
    if not common:
        return 0.0
    of_question, of_turn = common / len(question), common / len(turn)
    if of_question < OF_THE_ENTRY or of_turn < OF_THE_TURN:
        return 0.0
    return of_question + of_turn


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEMMED:
            return word.removesuffix(ending)
    return word


def _answers(graph: Graph) -> bool:
    return any(isinstance(one.step, AnswerStep) for one in graph.objectives)


def _is_answer(moves: Moves, state: State, current: Capture, text: str) -> bool:
    """Tell whether the field that is asked for can make something of a turn."""
    locale = moves.core.locale
    if control.spot(text, locale) is not None:
        return True
    if judge(text, locale).answer is not Consent.NONE:
        return True
    knows, field = context(moves, state, current), state.dialogue.field
    _, actions = PRIMITIVES[current.primitive].step(field, Heard(texts=(text,)), knows)
    return any(
        isinstance(action, (ReadBack, NoteRepaired))
        or (isinstance(action, NoteHeard) and (action.value or action.buffer != field.buffer))
        for action in actions
    )
