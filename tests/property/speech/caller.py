"""A caller who answers every question truthfully, through a line that mishears."""

import re
from random import Random
from typing import NamedTuple

from tests.property.speech import decode, keys, yes_no
from tests.property.speech.kinds import KINDS

CONFUSED = {
    "five": "nine", "nine": "five", "fifteen": "fifty", "fifty": "fifteen", "three": "free",
    "four": "for", "two": "to", "eight": "ate", "one": "won", "seven": "eleven", "six": "sick",
    "m": "n", "n": "m", "b": "d", "d": "b", "s": "f", "f": "s", "t": "d", "p": "t", "oh": "all",
    "thirteen": "thirty", "forty": "fourteen", "sixty": "sixteen", "Thursday": "Tuesday",
    "Tuesday": "Thursday", "first": "fourth", "Street": "Streets", "dot": "that", "at": "and",
    "nineteen": "ninety", "eighteen": "eighty", "eighty": "eighteen", "thirtieth": "thirteenth",
    "third": "first", "June": "July", "July": "June", "hundred": "hundreds", "dozen": "doesn't",
    "couple": "cup", "tap": "tab", "drain": "train", "pool": "pull", "leak": "lick", "c": "z",
    "g": "j", "e": "a", "v": "b", "i": "y", "k": "a", "Bill": "Will", "Mick": "Nick",
    "Jess": "Tess", "Karen": "Sharon", "Lee": "Leigh", "Brown": "Braun", "Tran": "Trent",
    "Chen": "Jen", "Tom": "Tim", "Hall": "Hull", "Wood": "Would", "sorry": "story",
}  # fmt: skip
YES = ("yes", "yep", "yeah that's right", "correct", "yep spot on", "that's it", "yeah")
NO = ("no", "nah", "no that's wrong", "nope")
ASSENT = re.compile(r"^(?:yeah|yep|yes|sure|okay|ok)\b,? ?(?:(?:so, )?it's )?", re.IGNORECASE)
NO_IT_IS = ("no, it's ", "nah, ", "no sorry, ", "no, ")


class Turn(NamedTuple):
    """What the caller does: speaks, or presses keys, a space for a pause."""

    said: str
    keys: str = ""


def misheard(said: str, random: Random, rate: float) -> str:
    """Return what the recogniser makes of it."""
    words = []
    for word in said.split(" "):
        bare = word.strip(",.")
        draw = random.random()
        if draw < rate and bare in CONFUSED:
            words.append(word.replace(bare, CONFUSED[bare]))
        elif draw > rate / 4 or not bare.isalpha():
            words.append(word)
    return " ".join(words)


class Caller:
    """Knows one value, and says it as often as it is asked."""

    def __init__(self, kind: str, value: str, random: Random, rate: float) -> None:
        self.kind, self.value, self.random, self.rate = KINDS[kind], value, random, rate
        self.stalls = True

    def answer(self, asked: str) -> Turn:
        """Answer what the agent has just said."""
        heard = decode.read_back(asked)
        if heard is not None:
            return Turn(self._verdict(self.kind.understood(heard, self.value)))
        if "press hash" in asked:
            pressed = keys.pressed(self.value.split()[0], self.random)
            return Turn("", keys=keys.slipped(pressed.keys, self.random, self.rate))
        if self.kind.primitive == "confirm":
            return self._confirmed(asked)
        if "yes or a no" in asked or "press one" in asked:
            return Turn("no")
        part = self.kind.part(asked, self.value, self.random)
        said = part if part is not None else self._said()
        return Turn(misheard(said, self.random, self.rate))

    def agrees(self, asked: str) -> bool:
        """Whether what is said back is the caller's own value, as far as it is said at all."""
        heard = decode.read_back(asked)
        return heard is None or self.kind.understood(heard, self.value) == self.value

    def _said(self) -> str:
        """Say the value, after a turn that only gains time once a call."""
        said = self.kind.render(self.value, self.random)
        if "stalls" not in said.operators:
            return " ".join(said.turns)
        self.stalls, stalls = False, self.stalls
        return said.turns[0 if stalls else 1]

    def _verdict(self, understood: str) -> str:
        if understood == self.value:
            return self.random.choice(YES)
        if self.random.random() < 0.4:
            return self.random.choice(NO)
        said = ASSENT.sub("", self._said())  # nobody says "no, it's yeah it's"
        return misheard(self.random.choice(NO_IT_IS) + said, self.random, self.rate)

    def _confirmed(self, asked: str) -> Turn:
        """Say whether something else is right; a word that is lost is heard by nobody."""
        if "press one" in asked:
            return Turn("", keys="1" if self.value == "yes" else "2")
        said = self._said()
        if self.random.random() < self.rate:
            said = self.random.choice(yes_no.HEARD[self.value])
        return Turn(said)
