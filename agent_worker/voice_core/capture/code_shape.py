"""Letters and digits as a recogniser writes them, fitted to the shapes that a code may have.

Each word may stand for several characters, some likelier than others ("for" a four, "and" an n):
of all ways through a turn that give a shape whole, the least stretched is the code.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from string import ascii_uppercase, digits
from typing import Final, NamedTuple

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import kinds, members
from agent_worker.voice_core.locale.tokens import Token

ALIKE: Final = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S"}
"""Letters and digits that only a shape can tell apart."""
LONGEST: Final = 24
"""Places of a turn that is fitted: a short word has one a letter. More is no code."""
MOST: Final = 5
"""What is stretched further is no reading."""
WIDTH: Final = 12
"""Ways kept at each place, the least stretched."""
CHUNK: Final = 4
"""Letters that a recogniser writes together at most."""
COUNTED: Final = frozenset({"for", "to", "too", "won", "ate"})
"""Words that are numbers wherever one is expected."""
VOWELS: Final = frozenset("aeiou")

# What it costs to take one thing for another, by how often that was right in spoken codes.
BESIDE: Final = {
    "O": (("0", 1),), "0": (("O", 2),), "I": (("1", 1),), "1": (("I", 2),),
    "S": (("5", 1),), "5": (("S", 2), ("V", 3)), "V": (("5", 2),), "L": (("1", 3),),
    "A": (("8", 3),), "H": (("8", 3),), "8": (("A", 4), ("H", 4), ("E", 5)),
    "T": (("2", 4),), "2": (("T", 5), ("U", 5)), "3": (("E", 5),), "4": (("F", 5),),
    "X": (("6", 4),), "6": (("X", 5),),
}  # fmt: skip
"""A character for one that is said or heard alike."""
HEARD: Final = 2
"""A word for what it sounds like."""
AND: Final = 4
"""Two words for what they sound like: more than that is none."""
TOGETHER: Final = 2
"""What may be a short word for letters written together."""
OTHER_CODE: Final = 3
"""A code word for its first letter, whatever letter came before it."""
CODED: Final = 2
"""Another word for its first letter, in a turn with two code words: "polo" among them."""
INITIAL: Final = 5
"""The same in any turn."""
LEFT_OUT: Final = 5
"""A word or a letter for nothing; a digit more than that."""
AGAIN: Final = 2
"""A letter for nothing that comes again at once: a stammer."""


class Fit(NamedTuple):
    """A code of one of the shapes, and how far what was heard is stretched for it."""

    text: str
    cost: int


class _Arc(NamedTuple):
    """What the words from one place to another may stand for."""

    text: str
    end: int
    cost: int


class _Turn(NamedTuple):
    words: Sequence[Token]
    starts: Sequence[int]
    """Place of each word, and of the end."""
    locale: Locale
    initial: int
    settled: bool
    """Whether there is but one shape: a letter in a digit's place is its double."""


def is_kind(char: str, kind: str) -> bool:
    """Whether a character may stand where a shape has `A`, `9` or a character of its own."""
    return char.isdecimal() if kind == "9" else char.isalpha() if kind == "A" else char == kind


def is_chunk(words: Sequence[Token], at: int) -> bool:
    """Whether letters were written together beside figures: the IS of "LW 91 IS" is no word."""
    cased = words[at].cased
    beside = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    together = 1 < len(cased) <= CHUNK and cased.isalpha() and cased.isupper()
    return together and any(word.text.isdecimal() for word in beside)


def fit(words: Sequence[Token], shapes: tuple[str, ...], locale: Locale) -> Fit | None:
    """Return the least stretched reading of all the words that has one of the shapes.

    None is stretched by more than `MOST`.
    """
    whole = tuple(shape.replace(" ", "") for shape in shapes)
    turn = _turn(words, locale, settled=len(set(whole)) == 1)
    if not words or turn.starts[-1] > LONGEST:
        return None
    ways: list[dict[str, _Way]] = [{} for _ in range(turn.starts[-1] + 1)]
    ways[0][""] = _Way(0, (1 << len(whole)) - 1)
    table = _allowed(whole)
    for place, arcs in _arcs(turn):
        here = sorted(ways[place].items(), key=lambda way: way[1].cost)[:WIDTH]
        for text, way in here:
            for arc in arcs:
                cost = way.cost + arc.cost
                live = _live(way.live, table, len(text), arc.text) if cost <= MOST else 0
                known = ways[arc.end].get(text + arc.text) if live else None
                if live and (known is None or cost < known.cost):
                    ways[arc.end][text + arc.text] = _Way(cost, live)
    fits = [
        Fit(text, way.cost)
        for text, way in ways[-1].items()
        if any(len(text) == len(shape) and way.live >> at & 1 for at, shape in enumerate(whole))
    ]
    return min(fits, key=lambda one: one.cost, default=None)


class _Way(NamedTuple):
    """How a stretch may be read."""

    cost: int
    live: int
    """Which shapes begin so, a bit each."""


_Table = tuple[dict[str, int], ...]
"""Which shapes allow a character at a place, a bit each."""


@cache
def _allowed(shapes: tuple[str, ...]) -> _Table:
    return tuple(
        {
            char: sum(
                1 << number
                for number, shape in enumerate(shapes)
                if at < len(shape) and is_kind(char, shape[at])
            )
            for char in ascii_uppercase + digits
        }
        for at in range(max(map(len, shapes)))
    )


def _live(live: int, table: _Table, at: int, text: str) -> int:
    for place, char in enumerate(text, start=at):
        live = live and (table[place].get(char, 0) & live if place < len(table) else 0)
    return live


@cache
def _heard(locale: Locale) -> dict[str, tuple[str, ...]]:
    """Return what words sound like."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in kinds(locale, "heard"):
        for word in locale.words[f"heard.{kind}"]:
            found[word] = (*found.get(word, ()), kind.upper())
    return found


def _turn(words: Sequence[Token], locale: Locale, *, settled: bool) -> _Turn:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + _places(word))
    coded = sum(word.text in members(locale, "letters.code") for word in words)
    return _Turn(words, starts, locale, CODED if coded > 1 else INITIAL, settled)


def _places(word: Token) -> int:
    """Return as how many characters a word may be read one by one, else 1."""
    return len(word.text) if word.text.isdecimal() or len(word.text) <= CHUNK else 1


def _arcs(turn: _Turn) -> Iterator[tuple[int, list[_Arc]]]:
    for at, word in enumerate(turn.words):
        start = turn.starts[at]
        first = [_Arc(text, turn.starts[end], cost) for text, end, cost in _wholes(turn, at)]
        if _places(word) == len(word.text):
            first += _apart(word, 0, start, settled=turn.settled)
        yield start, first
        for further in range(1, _places(word)):
            yield start + further, list(_apart(word, further, start, settled=turn.settled))


def _apart(word: Token, at: int, start: int, *, settled: bool) -> Iterator[_Arc]:
    """Read one character of a word."""
    char = word.text[at].upper()
    if not (char.isalnum() and char.isascii()):
        return
    spoken = len(word.text) > 1 and word.cased.islower() and VOWELS & set(word.text)
    together = TOGETHER if spoken and not at else 0
    yield _Arc(char, start + at + 1, together)
    for other, cost in BESIDE.get(char, ()):
        free = settled and other == ALIKE.get(char)
        yield _Arc(other, start + at + 1, together + (0 if free else cost))


_Whole = tuple[str, int, int]
"""Text, the word after it, cost."""


def _wholes(turn: _Turn, at: int) -> Iterator[_Whole]:
    """Read a word as a whole, alone or with those after it."""
    word, locale = turn.words[at].text, turn.locale
    letters = None if is_chunk(turn.words, at) else spelling.letter(turn.words, at, locale)
    if letters is not None:
        yield letters.letters.upper(), at + letters.used, OTHER_CODE if letters.mismatch else 0
    yield from _after_for(turn, at)
    yield from _number(turn, at)
    for text in _heard(locale).get(word, ()):
        yield text, at + 1, HEARD
    if len(word) > 2 and word.isalpha():
        yield word[0].upper(), at + 1, turn.initial
    yield "", at + 1, _left_out(turn, at)


def _number(turn: _Turn, at: int) -> Iterator[_Whole]:
    word, vocabulary = turn.words[at].text, numbers.vocabulary(turn.locale)
    following = turn.words[at + 1].text if at + 1 < len(turn.words) else ""
    unit = vocabulary.small.get(following, following)
    if word in vocabulary.times and unit.isdecimal():
        yield unit[0] * vocabulary.times[word] + unit[1:], at + 2, 0
    if word in vocabulary.tens:
        joined = len(unit) == 1 and unit.isdecimal() and unit != "0"
        yield vocabulary.tens[word] + (unit if joined else "0"), at + 1 + joined, 0
    elif word in vocabulary.small:
        yield vocabulary.small[word], at + 1, 0
    elif word in COUNTED:
        yield vocabulary.homophones[word], at + 1, 0


def _after_for(turn: _Turn, at: int) -> Iterator[_Whole]:
    """Read "t 4 tommy" as "t for tommy", and "all for raja" as an r, whatever came first."""
    if at + 2 >= len(turn.words) or turn.words[at + 1].text not in {"for", "4", "four"}:
        return
    word, code = turn.words[at].text, turn.words[at + 2].text
    number = numbers.is_number(code, numbers.vocabulary(turn.locale))
    if len(code) > 2 and code.isalpha() and not number:
        yield code[0].upper(), at + 3, 0 if word == code[0] else OTHER_CODE


def _left_out(turn: _Turn, at: int) -> int:
    word, locale = turn.words[at].text, turn.locale
    if word in members(locale, "filler.noise"):
        return 0
    if word in members(locale, "code.lead") and word not in {"and", "no"}:
        return 0
    following = turn.words[at + 1].text if at + 1 < len(turn.words) else ""
    if len(word) == 1 and following.startswith(word):
        return AGAIN
    return LEFT_OUT + (len(word) if word.isdecimal() else 0)
