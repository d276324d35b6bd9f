"""Turns about the conversation, not about the value: "hang on", "why?", "what was that?"."""

from enum import Enum

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import plain, without


class Control(Enum):
    """What such a turn asks for. None of them is an attempt at the value."""

    WAIT = "wait"
    REPEAT = "repeat"
    WHY = "why"
    DECLINE = "decline"
    RESTART = "restart"


WHOLE_TURN = (Control.WAIT, Control.REPEAT, Control.RESTART)
"""These count only when nothing else is said."""


def spot(text: str, locale: Locale) -> Control | None:
    """Return what a turn asks of the conversation, if it asks anything."""
    said = without(plain(text), locale, "filler.sound", "filler.polite") or plain(text)
    if not said:
        return None
    for control in (Control.DECLINE, Control.WHY):
        if phrases(locale, f"control.{control.value}").search(said):
            return control
    said = without(said, locale, "consent.yes", "consent.no") or said
    for control in WHOLE_TURN:
        if without(said, locale, f"control.{control.value}") == "":
            return control
    if without(said, locale, "control.wait", "control.restart") == "":
        return Control.RESTART  # "hang on, start again"
    return None
