"""One turn as parts of an address: whichever it names."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from agent_worker.voice_core.capture import address_front, gazetteer, spelling
from agent_worker.voice_core.capture.address_parts import EMPTY, STATES, Parts, merged
from agent_worker.voice_core.capture.address_words import (
    ends_with_state,
    match,
    number_ending,
    numeric,
    openers,
    split,
    street_types,
)
from agent_worker.voice_core.capture.name_words import ALIKE, likeness, written
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import Token

STATE_LETTERS: Final = frozenset(state.lower() for state in STATES)
MOST_TYPES: Final = 12
"""Words for street types in one turn that are tried."""
UNIT_WORDS: Final = 6
SPELLED: Final = 3
"""Fewer letters are initials or a state."""
EXACT, NOTHING, INSIDE, FUZZY, NONE = range(5)
"""How well the words after a street type are a suburb, the best first."""


class _Street(NamedTuple):
    score: int
    name: tuple[Token, ...]
    kind: str
    suburb: str
    fuzzy: bool


def parse(text: str, locale: Locale) -> Parts:
    """Read a turn; what is said after "sorry" takes the place of what it corrects."""
    words = split(text)
    said = " ".join(word.text for word in words)
    parts, first = EMPTY, 0
    for found in [*phrases(locale, "control.sorry", "control.restart").finditer(said), None]:
        end = len(words) if found is None else said.count(" ", 0, found.start())
        new = _stretch(words[first:end], locale)
        parts = merged(parts, new) if parts != EMPTY else new
        if found is not None:
            first = end + found.group().count(" ") + 1
    return parts


def _stretch(words: Sequence[Token], locale: Locale) -> Parts:
    words, spelled = _without_spelling(_without_fillers(words, locale), locale)
    words, state, postcode = _tail(words, locale)
    words, city = _city(words, locale) if not state else (words, "")
    front = address_front.read(words, locale)
    rest, behind = _unit_behind(words[front.end :], locale)
    street = _street(rest, locale, has_number=bool(front.parts.number or front.parts.lot))
    parts = msgspec.structs.replace(
        front.parts,
        street=_name(street.name),
        kind=street.kind,
        suburb=street.suburb,
        state=state or city,
        postcode=postcode,
        fuzzy=street.fuzzy and bool(street.suburb),
    )
    return _respelled(merged(parts, behind), spelled)


def _unit_behind(words: list[Token], locale: Locale) -> tuple[list[Token], Parts]:
    """Take out a unit or level that was said after the street: "20 Hill Street, unit 5"."""
    begin = openers(locale, "unit", "level")
    for at in range(1, len(words)):
        if words[at].text not in begin:
            continue
        front = address_front.read(words[at : at + UNIT_WORDS], locale)
        if front.end > 1 and (front.parts.unit or front.parts.level) and not front.parts.number:
            return [*words[:at], *words[at + front.end :]], front.parts
    return words, EMPTY


def _without_fillers(words: Sequence[Token], locale: Locale) -> list[Token]:
    at = 0
    while at < len(words) and (size := match(words, at, "lead", locale)):
        at += size
    kept: list[Token] = []
    begin = openers(locale, "drop")
    while at < len(words):
        size = match(words, at, "drop", locale) if words[at].text in begin else 0
        if size and not numeric(words, at, locale):
            at += size
            continue
        kept.append(words[at])
        at += 1
    return kept


def _without_spelling(words: list[Token], locale: Locale) -> tuple[list[Token], str]:
    """Take out "that's B A K E R" and return its letters."""
    for at in range(len(words)):
        if len(words[at].text) > 1:
            continue  # "Dee Why N S W" spells nothing
        letters = spelling.read(words, at, locale, words_too=False)
        if not letters.sure or len(letters.letters) < SPELLED or letters.letters in STATE_LETTERS:
            continue
        first = at
        while first > 0 and match(words, first - 1, "echo", locale):
            first -= 1
        return [*words[:first], *words[letters.end :]], letters.letters
    begin = openers(locale, "echo")
    kept = [
        word
        for at, word in enumerate(words)
        if word.text not in begin or not match(words, at, "echo", locale)
    ]
    return kept, ""


def _tail(words: list[Token], locale: Locale) -> tuple[list[Token], str, str]:
    """Take state and postcode off the end, in either order."""
    state = postcode = ""
    if len(words) > 1 and words[-1].text == "australia":
        words = words if ends_with_state(words, locale)[0] else words[:-1]
    for _ in range(2):
        if not postcode:
            number = number_ending(words, locale)
            if (
                number.digits
                and len(words) > number.used
                and not _only_front(words, number.used, locale)
            ):
                postcode, words = number.digits, words[: -number.used]
        if not state:
            state, used = ends_with_state(words, locale)
            words = words[: len(words) - used]
    return words, state, postcode


def _only_front(words: list[Token], used: int, locale: Locale) -> bool:
    """Whether a number at the end is a unit or house number ("unit 1204")."""
    before = words[: len(words) - used]
    return all(
        any(match([word], 0, kind, locale) for kind in ("unit", "number", "lot", "level"))
        for word in before
    )


def _city(words: list[Token], locale: Locale) -> tuple[list[Token], str]:
    """Take "brisbane" for a state only where a suburb stands before it."""
    state, used = ends_with_state(words, locale, "city_")
    if not state:
        return words, ""
    before = words[: len(words) - used]
    front = address_front.read(before, locale)
    street = _street(before[front.end :], locale, has_number=True)
    if street.score == EXACT and street.kind and street.suburb:
        return before, state
    return words, ""


def _suburb_ending(words: Sequence[Token], locale: Locale) -> tuple[str, int]:
    """Return the longest suburb that the words end with, and its first word."""
    for first in range(max(0, len(words) - gazetteer.LONGEST), len(words)):
        plain = gazetteer.exact(_text(words[first:]), locale)
        if plain:
            return plain, first
    return "", 0


def _text(words: Sequence[Token]) -> str:
    return " ".join(word.text for word in words)


def _street(words: Sequence[Token], locale: Locale, *, has_number: bool) -> _Street:
    """Find street, type and suburb: the split whose suburb is most certain."""
    types = street_types(locale)
    ways = [
        _with_suburb(words[:at], types[words[at].text], words[at + 1 :], locale)
        for at in [at for at in range(1, len(words)) if words[at].text in types][:MOST_TYPES]
    ]
    size = match(words, 0, "untyped", locale)
    if size:
        ways.append(_with_suburb(words[:size], "", words[size:], locale))
    if ways:
        best = min(ways, key=lambda way: way.score)
        return best if best.score < NONE else _with_fuzzy(ways[-1], locale)
    plain, first = _suburb_ending(words, locale)
    if plain and (first == 0 or has_number):
        return _Street(EXACT, tuple(words[:first]), "", plain, fuzzy=False)
    if words and not has_number:
        guess = gazetteer.exact(_text(words), locale) or gazetteer.fuzzy(_text(words), locale)
        return _Street(FUZZY, (), "", guess, fuzzy=True)
    return _Street(NONE, tuple(words), "", "", fuzzy=False)


def _with_suburb(
    name: Sequence[Token], kind: str, rest: Sequence[Token], locale: Locale
) -> _Street:
    said = tuple(name)
    if rest and match(rest, 0, "direction", locale) and not gazetteer.exact(_text(rest), locale):
        kind, rest = f"{kind} {rest[0].text.capitalize()}", rest[1:]
    if not rest:
        return _Street(NOTHING, said, kind, "", fuzzy=False)
    plain = gazetteer.exact(_text(rest), locale)
    if plain:
        return _Street(EXACT, said, kind, plain, fuzzy=False)
    for size in range(min(len(rest), gazetteer.LONGEST), 0, -1):
        plain = gazetteer.exact(_text(rest[:size]), locale)
        if plain:
            return _Street(INSIDE, said, kind, plain, fuzzy=False)
    plain, _ = _suburb_ending(rest, locale)
    if plain:
        return _Street(INSIDE, said, kind, plain, fuzzy=False)
    return _Street(NONE, said, kind, _text(rest), fuzzy=True)


def _with_fuzzy(street: _Street, locale: Locale) -> _Street:
    guess = gazetteer.fuzzy(street.suburb, locale)
    return street._replace(score=FUZZY if guess else NONE, suburb=guess)


def _name(words: Sequence[Token]) -> str:
    short = {"saint": "St", "st": "St", "mt": "Mount"}
    said = [short.get(word.text) or written_word(word) for word in words]
    return re.sub(r"\bMc (?=[A-Z])", "Mc", " ".join(said))


def written_word(word: Token) -> str:
    """Return a word of a street name in its usual case."""
    return written(word.cased, _NO_PARTICLES)


def _respelled(parts: Parts, letters: str) -> Parts:
    """Put a spelling in the place of the street word that it spells."""
    if not letters:
        return parts
    words = parts.street.split()
    if letters == parts.street.replace(" ", "").replace("'", "").casefold():
        return msgspec.structs.replace(parts, spelled=True)
    if not words:
        return msgspec.structs.replace(parts, street=letters.capitalize(), spelled=True)
    at = max(range(len(words)), key=lambda at: likeness(words[at], letters))
    if likeness(words[at], letters) < ALIKE - 0.1:
        return parts
    words[at] = letters.capitalize()
    return msgspec.structs.replace(parts, street=" ".join(words), spelled=True)


_NO_PARTICLES: Final = Locale(name="", phrases={}, words={})
