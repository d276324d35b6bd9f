"""What is said and done with at once: the answer to a question, a sentence of the bank."""

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.moves import Moves
from objective_engine.directives import Answer, Inform

TOPIC = "inform_"
"""Phrases of the bank that begin with it are the topics that Level 2 can inform about."""


def topics(locale: Locale) -> tuple[str, ...]:
    """Return what Level 2 can inform about, sorted."""
    named = (name for name in locale.phrases if name.startswith(TOPIC))
    return tuple(sorted(name.removeprefix(TOPIC) for name in named))


def say(moves: Moves, directive: Answer | Inform) -> None:
    """Say it in front of what comes next: nobody waits for it, and it cannot fail."""
    if isinstance(directive, Inform):
        moves.line(f"{TOPIC}{directive.topic}")
        return
    entries = (one.answer for one in moves.graph.knowledge if one.name == directive.entry)
    answer = next(entries, "")
    if answer:
        moves.line("answer", ("answer", answer))
    else:
        moves.line("answer_later")
