"""Suburbs of the locale, found by name or by sound; indexed, never scanned."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import kinds
from agent_worker.voice_core.locale.sounds import distance, key, likeness, within_one

CLOSE: Final = 0.6
"""A suburb written less alike than this is not meant."""
LONGEST: Final = 5
"""Words of the longest suburb name."""
LOWER: Final = frozenset({"of", "the", "and", "on"})


class Gazetteer(NamedTuple):
    """Suburbs by plain name and by sound."""

    places: dict[str, str]
    """Plain name to `NAME|sound|STATE postcodes;…`."""
    by_sound: dict[str, list[str]]
    """Sound, and sound with one letter left out, to the sounds that it may be."""
    sounding: dict[str, list[str]]
    """Sound to plain names."""


def bare(name: str) -> str:
    """Return a name as it is compared: lower case, no signs, St and Mount in one spelling."""
    words = name.casefold().replace("'", "").replace("-", " ").replace("(", "").replace(")", "")
    spelled = {"saint": "st", "mt": "mount", "nth": "north", "sth": "south"}
    return " ".join(spelled.get(word, word) for word in words.split())


@cache
def gazetteer(locale: Locale) -> Gazetteer:
    """Index the suburb table."""
    places: dict[str, str] = {}
    sounding: dict[str, list[str]] = defaultdict(list)
    for line in locale.tables.get("suburbs", "").splitlines():
        name, sound, _ = line.split("|")
        plain = bare(name)
        if plain not in places or "-" in name:
            places[plain] = line
        sounding[sound].append(plain)
    by_sound: dict[str, list[str]] = defaultdict(list)
    for sound in sounding:
        for shorter in dict.fromkeys((sound, *_one_less(sound))):
            by_sound[shorter].append(sound)
    return Gazetteer(places, dict(by_sound), dict(sounding))


def _one_less(sound: str) -> list[str]:
    return [sound[:at] + sound[at + 1 :] for at in range(len(sound))]


@cache
def nicknames(locale: Locale) -> dict[str, str]:
    """Return what people call a suburb to its name."""
    return {
        nick: kind.removeprefix("nick_").replace("_", " ")
        for kind in kinds(locale, "address")
        if kind.startswith("nick_")
        for nick in locale.words[f"address.{kind}"]
    }


@lru_cache(maxsize=2048)
def states(plain: str, locale: Locale) -> dict[str, tuple[str, ...]]:
    """Return the states that have a suburb of this name, each with its postcodes."""
    line = gazetteer(locale).places.get(plain)
    if line is None:
        return {}
    held = (place.split(" ") for place in line.split("|")[2].split(";"))
    return {state: tuple(codes.split(",")) for state, codes in held}


def exact(name: str, locale: Locale) -> str:
    """Return the plain name of a suburb that is written or nicknamed so, else nothing."""
    plain = bare(name)
    plain = nicknames(locale).get(plain, plain)
    return plain if plain in gazetteer(locale).places else ""


@lru_cache(maxsize=2048)
def fuzzy(name: str, locale: Locale, state: str = "", postcode: str = "") -> str:
    """Return the suburb that a misheard name most likely was, else nothing.

    Two that are equally likely, or none that is close, give nothing: it is asked again.
    """
    plain = bare(name)
    if len(plain) < 4 or len(plain) > 40:
        return ""
    fitting = [
        one
        for one in _sounding_like(key(plain), locale)
        if _may_be(plain, one) and _lies(one, locale, state, postcode)
    ]
    ranked = sorted(fitting, key=lambda one: (distance(plain, one), one))
    if not ranked or likeness(plain, ranked[0]) < CLOSE:
        return ""
    tied = len(ranked) > 1 and distance(plain, ranked[1]) == distance(plain, ranked[0])
    return "" if tied else ranked[0]


def _may_be(name: str, other: str) -> bool:
    """Whether two names are near enough to be worth comparing letter by letter."""
    return abs(len(name) - len(other)) < 4 and len(set(name) ^ set(other)) < 6


def _sounding_like(sound: str, locale: Locale) -> Iterable[str]:
    table = gazetteer(locale)
    near = {other for one in (sound, *_one_less(sound)) for other in table.by_sound.get(one, ())}
    for other in sorted(near):
        if within_one(sound, other) and other[:1] == sound[:1]:
            yield from table.sounding[other]


def _lies(plain: str, locale: Locale, state: str, postcode: str) -> bool:
    held = states(plain, locale)
    if state and state not in held:
        return False
    return not postcode or any(postcode in codes for codes in held.values())


def title(plain: str, locale: Locale) -> str:
    """Return a suburb's name as it is printed."""
    name = gazetteer(locale).places[plain].split("|")[0]
    words = name.replace("-", " - ").split()
    cased = [
        word.lower() if at and word.lower() in LOWER else _capital(word)
        for at, word in enumerate(words)
    ]
    return " ".join(cased).replace(" - ", "-")


def _capital(word: str) -> str:
    if word.startswith(("MC", "O'", "D'", "K'")) and len(word) > 3:
        return word[:1] + word[1:2].lower() + word[2:].capitalize()
    return word.capitalize()
