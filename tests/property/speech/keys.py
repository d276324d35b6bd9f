"""Keys pressed on a telephone: digits, a hash or a pause at the end, a star to begin again."""

from random import Random
from typing import NamedTuple

from tests.property.speech import phone
from tests.property.speech.choice import CHOICES
from tests.property.speech.phone import Said

LEADS = ("", "", "it's ", "um ", "I can't type it, it's ", "the number is ", "sure, ")


class Pressed(NamedTuple):
    """What is pressed, a space for a pause, and which operators made it."""

    keys: str
    operators: tuple[str, ...]


def random_digits(random: Random) -> str:
    """Return a member's number or a code for a gate: fewer digits than a card has."""
    return "".join(random.choices("0123456789", k=random.randrange(1, 12)))


def random_number(random: Random) -> str:
    """Return a telephone number in national form."""
    return phone.random_number(random)


def random_place(random: Random) -> str:
    """Return the key of a choice."""
    return str(random.randrange(1, len(CHOICES) + 1))


def random_yes_no(random: Random) -> str:
    """Return 1 for yes or 2 for no."""
    return random.choice("12")


def pressed(digits: str, random: Random) -> Pressed:
    """Press digits, end with a hash or by waiting; a caller who slips begins again with a star."""
    operators: list[str] = []
    keys = digits
    if random.random() < 0.25:
        operators.append("star")
        slipped = digits[: random.randrange(1, len(digits) + 1)]
        keys = slipped[:-1] + random.choice("0123456789") + "*" + digits
    if random.random() < 0.7:
        operators.append("hash")
        return Pressed(keys + "#", tuple(operators))
    operators.append("pause")
    return Pressed(keys + " ", tuple(operators))


def pressed_once(digit: str, random: Random) -> Pressed:
    """Press the one key that was asked for."""
    del random
    return Pressed(digit, ("one key",))


def render(digits: str, random: Random) -> Said:
    """Say digits that should have been typed, there being no keys."""
    style = random.choice(("digits", "doubles", "figures"))
    say = {"digits": phone.digits_apart, "doubles": phone.doubled, "figures": figures}[style]
    lead, trail = random.choice(LEADS), random.choice(phone.TRAILS)
    return Said((lead + say(digits, random) + trail,), (style,))


def figures(digits: str, random: Random) -> str:
    """Write digits as a recogniser does."""
    return random.choice(("", "-", " ", ", ")).join(digits)


def slipped(keys: str, random: Random, rate: float) -> str:
    """Return what arrives of some keys: one is lost, or counted twice."""
    arrived = ""
    for key in keys:
        draw = random.random()
        if draw > rate / 4 or key in "#* ":
            arrived += key
        if draw > 1 - rate / 8 and key not in "#* ":
            arrived += key
    return arrived
