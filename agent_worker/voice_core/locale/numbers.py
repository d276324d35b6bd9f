"""Runs of digits as people say and recognisers write them, read in every likely way, best first.

A run is read digit by digit or in groups ("five seventy", "thirteen hundred", "double oh"). Where
the words leave it open ("seventy one" is 71 or 70 and 1) the readings are ranked by how unlikely
they are; the caller's grammar takes the first that makes a valid value.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members, reverse
from agent_worker.voice_core.locale.tokens import Token

UNITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TIMES: Final = {"double": 2, "triple": 3, "quadruple": 4}
WIDTH: Final = 12
"""Readings kept at each word; the likeliest."""
MAX_DIGITS: Final = 40
NATURAL: Final = 2
"""A reading that costs this much more than the likeliest is still natural."""
PAIR: Final = 2


class Run(NamedTuple):
    """One stretch of number words."""

    first: int
    end: int
    readings: tuple[str, ...]
    """Digits, with `+` in front where it was said; the likeliest first."""
    groups: tuple[str, ...]
    """The likeliest reading as it was grouped, for replacing "the last group"."""
    natural: int
    """How many of the readings are natural: the others are tried when these make nothing."""


class Vocabulary(NamedTuple):
    """A locale's number words, by what they do."""

    small: dict[str, str]
    """`oh` to `0`, `fifteen` to `15`."""
    tens: dict[str, str]
    """`fifty` to `5`."""
    times: dict[str, int]
    hundred: frozenset[str]
    thousand: frozenset[str]
    plus: frozenset[str]
    joiners: frozenset[str]
    homophones: dict[str, str]
    after_zero: frozenset[str]
    before_one: frozenset[str]
    """After these "one" is no digit."""


@cache
def vocabulary(locale: Locale) -> Vocabulary:
    """Return a locale's number words, arranged for reading."""
    kind_of = reverse(locale, "digits")
    small = {word: str(UNITS.index(kind)) for word, kind in kind_of.items() if kind in UNITS}
    small |= {word: str(TEENS.index(kind) + 10) for word, kind in kind_of.items() if kind in TEENS}
    homophones = {
        word: str(UNITS.index(kind))
        for word, kind in reverse(locale, "homophones").items()
        if kind in UNITS
    }
    return Vocabulary(
        small=small,
        tens={word: str(TENS.index(kind) + 2) for word, kind in kind_of.items() if kind in TENS},
        times={word: TIMES[kind] for word, kind in kind_of.items() if kind in TIMES},
        hundred=members(locale, "digits.hundred"),
        thousand=members(locale, "digits.thousand"),
        plus=members(locale, "digits.plus") | {"+"},
        joiners=members(locale, "digits.joiner"),
        homophones=homophones,
        after_zero=members(locale, "homophones.eight_after_zero"),
        before_one=members(locale, "digits.before_one"),
    )


def is_number(text: str, words: Vocabulary) -> bool:
    """Whether a word stands for digits by itself."""
    return text in words.small or text in words.tens or text.isdecimal()


def _starts(text: str, words: Vocabulary) -> bool:
    return is_number(text, words) or text in words.times or text in words.plus


def _stands_for_it(at: int, tokens: Sequence[Token], words: Vocabulary) -> bool:
    """Whether "one" stands for the thing: "the best one"."""
    return (
        tokens[at].text in {"one", "ones"}
        and at > 0
        and tokens[at - 1].text in words.before_one
        and not tokens[at - 1].pause
    )


def _belongs(at: int, tokens: Sequence[Token], words: Vocabulary) -> bool:
    text = tokens[at].text
    if _starts(text, words) or text in words.homophones or text in words.joiners:
        return True
    if text in words.after_zero:
        return at > 0 and words.small.get(tokens[at - 1].text) == "0"
    return text in words.hundred or text in words.thousand


def runs(tokens: Sequence[Token], locale: Locale) -> tuple[Run, ...]:
    """Find every run of number words in a turn and read it."""
    words = vocabulary(locale)
    found = []
    at = 0
    while at < len(tokens):
        if not _starts(tokens[at].text, words) or _stands_for_it(at, tokens, words):
            at += 1
            continue
        first = at
        while first > 0 and tokens[first - 1].text in words.homophones:
            first -= 1
        end = at
        while end < len(tokens) and _belongs(end, tokens, words):
            end += 1
        while tokens[end - 1].text in words.joiners:
            end -= 1
        found.append(_read(tokens[first:end], words, first))
        at = end
    return tuple(found)


class _Way(NamedTuple):
    cost: int
    groups: tuple[str, ...]
    """Digits in the groups that pauses and written figures make."""


def _read(tokens: Sequence[Token], words: Vocabulary, first: int) -> Run:
    """Read a run left to right, keeping the cheapest ways to have come to each word."""
    ways: list[list[_Way]] = [[] for _ in range(len(tokens) + 1)]
    ways[0] = [_Way(0, ())]
    for at in range(len(tokens)):
        here = _cheapest(ways[at])
        fresh = at == 0 or _parted(tokens[at - 1], tokens[at])
        for digits, used, cost in _options(at, tokens, words):
            for way in here:
                groups = _with(way.groups, digits, fresh=fresh)
                ways[at + used].append(_Way(way.cost + cost, groups))
    last = _cheapest(ways[-1])
    costs: dict[str, int] = {}
    for way in last:
        costs.setdefault("".join(way.groups)[: MAX_DIGITS + 1], way.cost)
    costs.pop("", None)
    cheapest = min(costs.values(), default=0)
    natural = sum(cost <= cheapest + NATURAL for cost in costs.values())
    groups = last[0].groups if last else ()
    return Run(first, first + len(tokens), tuple(costs), groups, natural)


def _parted(before: Token, after: Token) -> bool:
    """Whether two words of a run belong to different groups."""
    figures = (before.text, after.text)
    return before.pause or any(len(text) > 1 and text.isdecimal() for text in figures)


def _with(groups: tuple[str, ...], digits: str, *, fresh: bool) -> tuple[str, ...]:
    if not digits:
        return groups
    if fresh or not groups:
        return (*groups, digits)
    return (*groups[:-1], groups[-1] + digits)


def _cheapest(ways: list[_Way]) -> list[_Way]:
    unique: dict[str, _Way] = {}
    for way in sorted(ways, key=lambda way: way.cost):
        unique.setdefault("".join(way.groups), way)
    return list(unique.values())[:WIDTH]


Option = tuple[str, int, int]
"""Digits, words used, cost."""


def _options(at: int, tokens: Sequence[Token], words: Vocabulary) -> Iterator[Option]:
    text = tokens[at].text
    if text in words.times:
        yield from _repeated(at, tokens, words)
    elif text in words.plus:
        yield "+", 1, 0
    elif is_number(text, words):
        yield from _number(at, tokens, words)
    elif text in words.joiners:
        yield "", 1, 0
    else:
        yield from _homophone(at, tokens, words)


def _homophone(at: int, tokens: Sequence[Token], words: Vocabulary) -> Iterator[Option]:
    text = tokens[at].text
    digit = "8" if text in words.after_zero else words.homophones.get(text, "")
    edge = at in {0, len(tokens) - 1}
    if digit:
        yield digit, 1, 2 if edge else 0
    if edge or not digit:
        yield "", 1, 0


def _unit(at: int, tokens: Sequence[Token], words: Vocabulary) -> str:
    """Return the digits of the number word at `at`, if there is one."""
    if at >= len(tokens):
        return ""
    text = tokens[at].text
    if text.isdecimal():
        return text
    return words.small.get(text) or words.homophones.get(text, "")


def _repeated(at: int, tokens: Sequence[Token], words: Vocabulary) -> Iterator[Option]:
    """Read "double five" and what recognisers make of it: "double 15", "triple 888"."""
    times = words.times[tokens[at].text]
    digits = _unit(at + 1, tokens, words)
    if not digits:
        yield "", 1, 6
        return
    if len(digits) >= times and len(set(digits[:times])) == 1 and len(digits) > 1:
        yield digits, 2, 0
        yield digits[0] * times + digits[1:], 2, 2
        return
    yield digits[0] * times + digits[1:], 2, 0


def _number(at: int, tokens: Sequence[Token], words: Vocabulary) -> Iterator[Option]:
    text = tokens[at].text
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if text in words.tens:
        yield from _tens(at, tokens, words)
        return
    digits = text if text.isdecimal() else words.small[text]
    if following in words.hundred:
        yield from _scaled(digits + "00", at + PAIR, tokens, words)
    elif following in words.thousand:
        yield from _scaled(digits + "000", at + PAIR, tokens, words)
    else:
        yield digits, 1, 0
    zero_follows = words.small.get(following, following).startswith("0")
    if digits == "0" and at == 0 and (tokens[at].pause or zero_follows):
        yield "", 1, 2  # "oh, zero four…": an exclamation
    if text in words.homophones:
        yield "", 1, 4


def _tens(at: int, tokens: Sequence[Token], words: Vocabulary) -> Iterator[Option]:
    tens = words.tens[tokens[at].text]
    unit = _unit(at + 1, tokens, words)
    paused = tokens[at].pause
    if len(unit) == 1 and unit != "0":
        grouped = at + PAIR < len(tokens) and tokens[at + PAIR].text in words.tens
        yield tens + unit, PAIR, 4 if paused else 0
        yield tens + "0", 1, 0 if paused else 1 if grouped else 2  # "seventy, one fifty six"
    else:
        yield tens + "0", 1, 0


def _scaled(digits: str, at: int, tokens: Sequence[Token], words: Vocabulary) -> Iterator[Option]:
    """Read on after "five hundred": "and ten" adds to it, a bare "ten" may or may not."""
    joined = at < len(tokens) and tokens[at].text == "and"
    start = at + 1 if joined else at
    for rest, more, cost in _below_hundred(start, tokens, words):
        whole = digits[: -len(rest)] + rest if len(rest) < len(digits) else ""
        if whole:
            yield whole, PAIR + more + joined, cost if joined else cost + 4
    yield digits, PAIR, 4 if joined else 0


def _below_hundred(at: int, tokens: Sequence[Token], words: Vocabulary) -> Iterator[Option]:
    if at >= len(tokens):
        return
    if tokens[at].text in words.tens:
        yield from _tens(at, tokens, words)
        return
    digits = _unit(at, tokens, words)
    if digits and len(digits) <= PAIR:
        yield digits, 1, 0
