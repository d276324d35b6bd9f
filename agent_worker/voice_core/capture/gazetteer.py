"""Suburbs of the locale, found by name or by sound; indexed, never scanned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import kinds
from agent_worker.voice_core.locale.sounds import key, likeness, meter, within_one

CLOSE: Final = 0.6
"""A suburb written less alike than this is not meant."""
LENGTHS_APART: Final = 3
LETTERS_APART: Final = 5
"""Names that differ more in length, or in the letters that they have, are not compared."""
LONGEST: Final = 5
"""Words of the longest suburb name."""
DIRECTIONS: Final = frozenset({"north", "south", "east", "west", "upper", "lower"})
LOWER: Final = frozenset({"of", "the", "and", "on"})


class Gazetteer(NamedTuple):
    """Suburbs by plain name and by sound."""

    places: dict[str, str]
    """Plain name to `NAME|sound|STATE postcodes;…`."""
    by_sound: dict[str, list[str]]
    """Sound, and sound with one letter left out, to the sounds that it may be."""
    sounding: dict[str, list[str]]
    """Sound to plain names."""
    letters: dict[str, int]
    """Plain name to its letters."""


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
    return Gazetteer(
        places, dict(by_sound), dict(sounding), {name: letters(name) for name in places}
    )


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


@lru_cache(maxsize=2048)
def exact(name: str, locale: Locale) -> str:
    """Return the plain name of a suburb that is written or nicknamed so, else nothing."""
    plain = bare(name)
    plain = nicknames(locale).get(plain, plain)
    places = gazetteer(locale).places
    return plain if plain in places else next((one for one in _turned(plain) if one in places), "")


def _turned(plain: str) -> Iterator[str]:
    """Return "doncaster east" for "east doncaster" and the other way round."""
    first, _, rest = plain.partition(" ")
    before, _, last = plain.rpartition(" ")
    if first in DIRECTIONS and rest:
        yield f"{rest} {first}"
    if last in DIRECTIONS and before:
        yield f"{last} {before}"


@lru_cache(maxsize=2048)
def fuzzy(name: str, locale: Locale, state: str = "", postcode: str = "") -> str:
    """Return the suburb that a misheard name most likely was, else nothing.

    Two that are equally likely, or none that is close, give nothing: it is asked again.
    """
    plain = bare(name)
    if len(plain) < 4 or len(plain) > 40:
        return ""
    nearest = _nearest(plain, _sounding_like(key(plain), locale), locale, state, postcode)
    if len(nearest) != 1 or likeness(plain, nearest[0]) < CLOSE:
        return ""
    return nearest[0]


def _nearest(
    plain: str, others: Iterable[str], locale: Locale, state: str, postcode: str
) -> list[str]:
    """Return those that differ least from a name, none that differ too much."""
    measure, nearest = meter(plain), list[str]()
    most = int((1 - CLOSE) * (len(plain) + LENGTHS_APART))
    for least, other in _comparable(plain, others, locale):
        if least > most:
            break
        apart = measure(other)
        if apart > most or not _lies(other, locale, state, postcode):
            continue
        nearest = [*nearest, other] if apart == most else [other]
        most = apart
    return nearest


def _comparable(plain: str, others: Iterable[str], locale: Locale) -> list[tuple[int, str]]:
    """Return names that are alike enough, each after the least that it can differ."""
    table, mine = gazetteer(locale).letters, letters(plain)
    found = []
    for other in others:
        theirs = table[other]
        lost, gained = (mine & ~theirs).bit_count(), (theirs & ~mine).bit_count()
        if lost + gained <= LETTERS_APART and abs(len(plain) - len(other)) <= LENGTHS_APART:
            found.append((max(lost, gained), other))
    return sorted(found)


def letters(plain: str) -> int:
    """Return which letters a name has, a bit for each."""
    found = 0
    for char in plain:
        found |= 1 << (ord(char) & 31)
    return found


def _sounding_like(sound: str, locale: Locale) -> Iterable[str]:
    table = gazetteer(locale)
    shorter = (sound, *_one_less(sound))
    near = dict.fromkeys(other for one in shorter for other in table.by_sound.get(one, ()))
    for other in near:
        if other[:1] == sound[:1] and within_one(sound, other):
            yield from table.sounding[other]


def _lies(plain: str, locale: Locale, state: str, postcode: str) -> bool:
    if not state and not postcode:
        return True
    held = states(plain, locale)
    if state and state not in held:
        return False
    return not postcode or any(postcode in codes for codes in held.values())


def title(plain: str, locale: Locale) -> str:
    """Return a suburb's name as it is printed."""
    name = gazetteer(locale).places[plain].split("|")[0].replace("-CITY", " CITY")
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
