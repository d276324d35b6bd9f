"""A caller who answers every question truthfully, through a line that mishears."""

import re
from random import Random
from typing import NamedTuple

from tests.property.speech import address, date_time, decode, email, phone

CONFUSED = {
    "five": "nine", "nine": "five", "fifteen": "fifty", "fifty": "fifteen", "three": "free",
    "four": "for", "two": "to", "eight": "ate", "one": "won", "seven": "eleven", "six": "sick",
    "m": "n", "n": "m", "b": "d", "d": "b", "s": "f", "f": "s", "t": "d", "p": "t", "oh": "all",
    "thirteen": "thirty", "forty": "fourteen", "sixty": "sixteen", "Thursday": "Tuesday",
    "Tuesday": "Thursday", "first": "fourth", "Street": "Streets", "dot": "that", "at": "and",
}  # fmt: skip
YES = ("yes", "yep", "yeah that's right", "correct", "yep spot on", "that's it", "yeah")
NO = ("no", "nah", "no that's wrong", "nope")
NO_IT_IS = ("no, it's ", "nah, ", "no sorry, ", "no, ")


class Turn(NamedTuple):
    """What the caller does: speaks, or presses keys."""

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
        self.kind, self.value, self.random, self.rate = kind, value, random, rate

    def answer(self, asked: str) -> Turn:
        """Answer what the agent has just said."""
        heard = decode.read_back(asked)
        if heard is not None:
            return Turn(self._verdict(self._understood(heard)))
        if "keypad" in asked:
            return Turn("", keys=self.value + "#")
        part = self._part(asked)
        said = part if part is not None else self._said()
        return Turn(misheard(said, self.random, self.rate))

    def right(self, asked: str) -> bool:
        """Whether a read-back says the caller's own value."""
        heard = decode.read_back(asked)
        return heard is not None and self._understood(heard) == self.value

    def _said(self) -> str:
        render = {
            "phone": phone.render, "email": email.render, "address": address.render,
            "datetime": date_time.render,
        }[self.kind]  # fmt: skip
        return " ".join(render(self.value, self.random).turns)

    def _understood(self, heard: str) -> str:
        if self.kind == "phone":
            return decode.phone(heard)
        if self.kind == "email":
            return decode.email(heard)
        if self.kind == "address":
            return decode.address(heard)
        return decode.date_time(heard, int(self.value.strip("/")[:4]))

    def _verdict(self, understood: str) -> str:
        if understood == self.value:
            return self.random.choice(YES)
        if self.random.random() < 0.4:
            return self.random.choice(NO)
        return misheard(self.random.choice(NO_IT_IS) + self._said(), self.random, self.rate)

    def _part(self, asked: str) -> str | None:
        """Answer a question about one part."""
        if "yes or a no" in asked or "press one" in asked:
            return "no"
        if self.kind == "phone" and "the rest" in asked:
            return self._rest(asked)
        if self.kind == "phone" and "area code" in asked:
            return phone.digits_apart(self.value[:2], self.random)
        if self.kind == "email":
            return self._email_part(asked)
        return self._address_part(asked) if self.kind == "address" else None

    def _rest(self, asked: str) -> str:
        had = decode.phone(asked.removeprefix("I've got ").partition(". And")[0])
        if self.value.startswith(had) and had != self.value:
            return phone.digits_apart(self.value[len(had) :], self.random)
        return "no, start again, " + phone.digits_apart(self.value, self.random)

    def _email_part(self, asked: str) -> str | None:
        found = re.fullmatch(r"Is that (.*)\?", asked)
        if found:
            same = found.group(1).replace(" dot ", ".") == self.value.partition("@")[2]
            return "yes" if same else "no"
        return None

    def _address_part(self, asked: str) -> str | None:
        front, place = self.value.rsplit(", ", 1)
        suburb, state, postcode = place.rsplit(" ", 2)
        number, line = front.split(" ", 1)
        found = re.fullmatch(r"Is that unit (.*), number (.*)\?", asked)
        if found:
            said = f"{decode.number(found.group(1))}/{decode.number(found.group(2))}"
            return "yes" if said == number else f"no, {self._said()}"
        answers = {
            "And which suburb is that in?": f"{suburb} {address.STATES[state][0]}",
            "And what's the postcode there?": " ".join(postcode),
            "Sorry, which suburb and postcode is that?": f"{suburb} {postcode}",
            "And what's the name of the street?": line,
            "And the street and number?": front,
            "And what's the street number?": number,
        }
        if asked.startswith("Is that in "):
            return address.STATES[state][0]
        return answers.get(asked)
