"""Every kind of value: how it is made up, said, pressed, understood when read back, asked about."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import NamedTuple

from tests.property.speech import (
    address,
    birth,
    choice,
    code,
    date_time,
    decode,
    decode_words,
    email,
    keys,
    name,
    phone,
    quantity,
    reason,
    yes_no,
)
from tests.property.speech.keys import Pressed
from tests.property.speech.phone import Said


def _same(value: str) -> str:
    return value


def _no_part(asked: str, value: str, random: Random) -> str | None:
    del asked, value, random
    return None


def _nothing(heard: str, value: str) -> str:
    del value
    return heard


class Kind(NamedTuple):
    """One kind of value, and what a business says of it."""

    primitive: str
    make: Callable[[Random], str]
    """A random value as its caller has it in mind."""
    render: Callable[[str, Random], Said]
    understood: Callable[[str, str], str] = _nothing
    """The value that a read-back says to a caller who has a value in mind."""
    part: Callable[[str, str, Random], str | None] = _no_part
    """The answer to a question about one part of a value, None to another question."""
    normal: Callable[[str], str] = _same
    """The normal form of a value."""
    choices: Mapping[str, tuple[str, ...]] = {}
    shapes: tuple[str, ...] = ()
    unit: str = ""


class Typed(NamedTuple):
    """A kind of value that is typed for one of the primitives."""

    primitive: str
    make: Callable[[Random], str]
    press: Callable[[str, Random], Pressed]
    normal: Callable[[str], str] = _same
    choices: Mapping[str, tuple[str, ...]] = {}


def e164(number: str) -> str:
    """Return a national number in its normal form."""
    return f"+61{number.removeprefix('0')}"


def _phone_part(asked: str, value: str, random: Random) -> str | None:
    if "area code" in asked:
        return phone.digits_apart(value[:2], random)
    if "the rest" not in asked:
        return None
    had = decode.phone(asked.removeprefix("I've got ").partition(". And")[0])
    if value.startswith(had) and had != value:
        return phone.digits_apart(value[len(had) :], random)
    return "no, start again, " + phone.digits_apart(value, random)


def _email_part(asked: str, value: str, random: Random) -> str | None:
    del random
    found = re.fullmatch(r"Is that (.*)\?", asked)
    if found is None:
        return None
    return "yes" if found.group(1).replace(" dot ", ".") == value.partition("@")[2] else "no"


def _address_part(asked: str, value: str, random: Random) -> str | None:
    front, place = value.rsplit(", ", 1)
    suburb, state, postcode = place.rsplit(" ", 2)
    number, line = front.split(" ", 1)
    found = re.fullmatch(r"Is that unit (.*), number (.*)\?", asked)
    if found:
        said = f"{decode.number(found.group(1))}/{decode.number(found.group(2))}"
        again = " ".join(address.render(value, random).turns)
        return "yes" if said == number else f"no, {again}"
    if asked.startswith("Is that in "):
        return address.STATES[state][0]
    return {
        "And which suburb is that in?": f"{suburb} {address.STATES[state][0]}",
        "And what's the postcode there?": " ".join(postcode),
        "Sorry, which suburb and postcode is that?": f"{suburb} {postcode}",
        "And what's the name of the street?": line,
        "And the street and number?": front,
        "And what's the street number?": number,
    }.get(asked)


def _choice_part(asked: str, value: str, random: Random) -> str | None:
    """Pick one of those that were offered, by name or place, or say that it is none of them."""
    found = re.fullmatch(r"Is that (.*)\?", asked)
    if found is None:
        return None
    offered = found.group(1).split(" or ")
    name = choice.CHOICES[value][0]
    if name not in offered:
        return "no, " + " ".join(choice.render(value, random).turns)
    place = ("the first one", "the second one", "the third one")[offered.index(name)]
    return random.choice((name, place))


def _birth_part(asked: str, value: str, random: Random) -> str | None:
    day = date.fromisoformat(value)
    if asked == "And which year?":
        return birth.year_said(day.year, random)
    if asked == "Which day and month?":
        return f"the {birth.ordinal(day.day)} of {date_time.MONTHS[day.month - 1]}"
    return None


def _code_part(asked: str, value: str, random: Random) -> str | None:
    if "And the rest" not in asked:
        return None
    had = decode_words.letters(asked.removeprefix("I've got ").partition(". And")[0])
    if value.startswith(had) and had != value:
        return code.render_shaped(value[len(had) :], random).turns[0]
    return "no, start again, " + " ".join(code.render_shaped(value, random).turns)


def _answer_part(asked: str, value: str, random: Random) -> str | None:
    return yes_no.render(value, random).turns[0] if "yes or a no" in asked else None


def _chosen(heard: str, value: str) -> str:
    del value
    return next((one for one, names in choice.CHOICES.items() if names[0] == heard), "?")


KINDS: Mapping[str, Kind] = {
    "phone": Kind("phone", phone.random_number, phone.render, lambda heard, _: decode.phone(heard),
                  _phone_part, e164),
    "email": Kind("email", email.random_email, email.render, lambda heard, _: decode.email(heard),
                  _email_part),
    "address": Kind("address", address.random_address, address.render,
                    lambda heard, _: decode.address(heard), _address_part),
    "datetime": Kind("datetime", date_time.random_time, date_time.render,
                     lambda heard, value: decode.date_time(heard, int(value.strip("/")[:4]))),
    "name": Kind("name", name.random_name, name.render,
                 lambda heard, _: decode_words.name(heard)),
    "spelled": Kind("spelled", code.random_code, code.render,
                    lambda heard, _: decode_words.letters(heard), _code_part),
    "spelled with shapes": Kind(
        "spelled", code.random_shaped, code.render_shaped,
        lambda heard, _: decode_words.letters(heard), _code_part, shapes=code.SHAPES),
    "choice": Kind("choice", choice.random_choice, choice.render, _chosen, _choice_part,
                   choices=choice.CHOICES),
    "dob": Kind("dob", birth.random_birth, birth.render, lambda heard, _: decode_words.birth(heard),
                _birth_part),
    "quantity": Kind("quantity", quantity.random_quantity, quantity.render,
                     lambda heard, _: decode_words.quantity(heard)),
    "quantity with a unit": Kind(
        "quantity", quantity.random_toilets, quantity.render_toilets,
        lambda heard, _: decode_words.quantity(heard), unit=quantity.UNIT),
    "confirm": Kind("confirm", yes_no.random_answer, yes_no.render, part=_answer_part),
    "dtmf": Kind("dtmf", keys.random_digits, keys.render, lambda heard, _: decode.phone(heard)),
    "reason": Kind("reason", reason.random_reason, reason.render, normal=reason.bounded),
}  # fmt: skip
"""What is spoken."""
TYPED: Mapping[str, Typed] = {
    "keys": Typed("dtmf", keys.random_digits, keys.pressed),
    "keys for phone": Typed("phone", keys.random_number, keys.pressed, e164),
    "keys for quantity": Typed("quantity", quantity.random_quantity, keys.pressed),
    "keys for choice": Typed(
        "choice", keys.random_place, keys.pressed_once,
        lambda key: tuple(choice.CHOICES)[int(key) - 1], choice.CHOICES),
    "keys for confirm": Typed(
        "confirm", keys.random_yes_no, keys.pressed_once,
        lambda key: "yes" if key == "1" else "no"),
}  # fmt: skip
"""What is typed, and for which primitive."""
