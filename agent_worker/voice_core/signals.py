"""What a turn says besides the field being asked: danger, a wish for a person, a mere nod."""

from typing import Final

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import kinds, members, phrases
from agent_worker.voice_core.locale.tokens import plain, without

DENIAL_WORDS: Final = 3
"""A "no" or "not" denies a hazard at most this many words after it."""


def hazard(text: str, locale: Locale) -> str | None:
    """Return the first danger to life that a turn speaks of, as `emergency.toml` names it."""
    said = plain(text)
    for kind in kinds(locale, "emergency"):
        if kind == "denied":
            continue
        for match in phrases(locale, f"emergency.{kind}").finditer(said):
            before = said[: match.start()].split()[-DENIAL_WORDS:]
            if not members(locale, "emergency.denied").intersection(before):
                return kind
    return None


def wants_person(text: str, locale: Locale) -> bool:
    """Whether the caller asks for a human being."""
    return phrases(locale, "person.want").search(plain(text)) is not None


def is_backchannel(text: str, locale: Locale) -> bool:
    """Whether a turn is only a nod: "mm-hm", "yeah", "right, ok"."""
    said = plain(text)
    nods = ("filler.backchannel", "filler.sound")
    return said != "" and without(said, locale, *nods) == ""


def has_words(text: str, locale: Locale) -> bool:
    """Whether anything was said at all: noise notes, punctuation and "um" are nothing."""
    said = plain(text)
    if not said:
        return False
    if phrases(locale, "filler.backchannel").search(said):
        return True
    return without(said, locale, "filler.sound") != ""
