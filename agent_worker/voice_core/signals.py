"""What a turn says besides the field being asked: danger, a wish for a person, a mere nod."""

from typing import Final

from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import kinds, members, phrases
from agent_worker.voice_core.locale.tokens import plain, without
from spine.events.call import Signal

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
            after = said[match.end() :].split()[:1]
            denied = members(locale, "emergency.denied").intersection(before)
            if not denied and not _are_digits([*before[-1:], *after], locale):
                return kind
    return None


def _are_digits(neighbours: list[str], locale: Locale) -> bool:
    """Whether "triple zero" stands inside a number that is being dictated."""
    words = numbers.vocabulary(locale)
    return any(numbers.is_number(word, words) or word in words.times for word in neighbours)


def wants_person(text: str, locale: Locale) -> bool:
    """Whether the caller asks for a human being."""
    return phrases(locale, "person.want").search(plain(text)) is not None


def raises(signal: Signal, text: str, locale: Locale) -> bool:
    """Tell whether a turn gives a signal of `signals.toml`.

    Only what nobody says about a leaking tap counts: a caller who is let go by mistake is lost.
    """
    return phrases(locale, f"signals.{signal}").search(plain(text)) is not None


def only_hurries(text: str, locale: Locale) -> bool:
    """Tell whether a turn says that there is no time, and nothing else."""
    said = plain(text)
    rest = without(said, locale, "signals.hurry", "filler.sound", "filler.polite", "consent.but")
    return said != "" and rest == "" and phrases(locale, "signals.hurry").search(said) is not None


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
