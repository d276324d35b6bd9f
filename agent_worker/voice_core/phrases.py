"""The phrase bank, rendered: every sentence that the agent can say comes through here."""

import re
from collections.abc import Iterable
from typing import Final

from agent_worker.voice_core.effects import Line
from agent_worker.voice_core.locale import Locale

SENTENCE_END: Final = re.compile(r"(?<=[.?!]) ")


def render(locale: Locale, phrase: str, slots: Iterable[tuple[str, str]] = ()) -> tuple[Line, ...]:
    """Fill a phrase's slots and split it into sentences, one `Line` each.

    Sentences are the unit of caching and of "how much was heard": a read-back's value stands in
    another line than the question after it. A line without a slot is never personal.

    Raises:
        KeyError: If the phrase or one of its slots is unknown: the bank is broken, not the call.
    """
    entry = locale.phrases[phrase]
    values = dict(slots)
    return tuple(
        Line(
            phrase=phrase,
            text=sentence.format_map(values),
            personal=entry.personal and "{" in sentence,
        )
        for sentence in SENTENCE_END.split(entry.text)
    )


def bank(locale: Locale) -> tuple[Line, ...]:
    """Return every sentence that has no slot: all that can be synthesised before any call."""
    return tuple(
        Line(phrase=name, text=sentence)
        for name, entry in locale.phrases.items()
        for sentence in SENTENCE_END.split(entry.text)
        if "{" not in sentence
    )
