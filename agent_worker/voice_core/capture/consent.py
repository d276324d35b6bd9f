"""Yes or no: the polarity of explicit assent at the end of a turn decides.

A false yes stores a wrong value, a false no only asks again: whatever hedges or wavers is unclear.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import plain, without

KINDS: Final = ("hedge", "firm", "no", "yes", "what", "but")
"""Of two lists that match the same words the longer phrase wins, then the earlier list."""


NEGATOR: Final = re.compile(r"not|never|cannot|\w+n't")
KNOW: Final = re.compile(r"^((?:(?:oh|ah|um|uh|er|well) )*)know\b")
"""What recognisers write for a "no" at the beginning; a wrong no is cheap, a wrong yes is not."""
MAYBE_NAH: Final = re.compile(r"[gk]?n\w{0,4}")
"""What "nah" after a "yeah" may have been written as."""
IF: Final = "if"
NEGATION_WORDS: Final = 2
"""A "not" turns an assent at most this many words after it: "that's not quite correct"."""


class Answer(Enum):
    """What a turn answers to "is that right?"."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    NONE = "none"
    """No word of yes or no in it."""


class Judged(NamedTuple):
    """An answer, and what else was said with it."""

    answer: Answer
    rest: str
    """The other words, plain; a correction if there is one."""
    asks: bool = False
    """The caller asks us to say it again."""
    takes_back: bool = False
    """A yes that goes on with "but"."""


@cache
def _any_kind(locale: Locale) -> re.Pattern[str]:
    return phrases(locale, *(f"consent.{kind}" for kind in KINDS))


@cache
def _kind_of(locale: Locale, phrase: str) -> str:
    return next(kind for kind in KINDS if phrase in locale.words[f"consent.{kind}"])


def _spoken_kinds(said: str, locale: Locale) -> Iterator[str]:
    for match in _any_kind(locale).finditer(said):
        kind = _kind_of(locale, match.group())
        before = said[: match.start()].split()[-NEGATION_WORDS:]
        if before[-1:] == [IF] and kind in {"yes", "firm"}:
            continue  # "ten o'clock, if that works"
        negated = any(NEGATOR.fullmatch(word) for word in before)
        yield "no" if negated and kind in {"yes", "firm"} else kind


def judge(text: str, locale: Locale) -> Judged:
    """Judge a turn after a yes/no question."""
    said = KNOW.sub(r"\1no", plain(text))
    found = list(_spoken_kinds(said, locale))
    others = _any_kind(locale).sub(" ", said)
    rest = without(others, locale, "filler.polite", "filler.sound")
    asks = "what" in found
    wavers = found[-1:] == ["yes"] and MAYBE_NAH.fullmatch(others.strip()) is not None
    if "hedge" in found or asks or wavers:
        return Judged(Answer.UNCLEAR, rest, asks=asks)
    polar = [kind for kind in found if kind != "but"]
    takes_back = "but" in found
    return Judged(_last_word(polar), rest, takes_back=takes_back)


def _last_word(polar: list[str]) -> Answer:
    if not polar:
        return Answer.NONE
    if polar[-1] == "no":
        return Answer.NO
    if "no" in polar and polar[-1] == "yes":
        return Answer.UNCLEAR  # "nah … yeah": could be either
    return Answer.YES
