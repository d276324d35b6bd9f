"""Phone numbers as they are said on the telephone and written by a recogniser."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

import phonenumbers

UNITS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ZEROS = ("oh", "zero", "nought", "o", "0")
HOMOPHONES = {"1": "won", "2": "to", "4": "for", "8": "ate"}
LEADS = (
    "",
    "",
    "it's ",
    "yeah it's ",
    "my number's ",
    "um ",
    "sure, ",
    "Yep, it's ",
    "the best one is ",
)
TRAILS = ("", "", ".", " thanks", " mate", ", thank you", " please")
FILLERS = (" um", " uh", ", er", " and")
SORRY = (" sorry ", ", no, ", " I mean ", ", sorry, ", " no sorry ")


class Said(NamedTuple):
    """What a caller says, turn by turn, and which operators made it."""

    turns: tuple[str, ...]
    operators: tuple[str, ...]


def random_number(random: Random) -> str:
    """Return an Australian number that may exist, in national form."""
    while True:
        number = _of_a_kind(random)
        e164 = "+61" + number.removeprefix("0")
        if phonenumbers.is_valid_number(phonenumbers.parse(e164)):
            return number


def _of_a_kind(random: Random) -> str:
    kind = random.choice(("mobile", "mobile", "mobile", "landline", "thirteen hundred", "thirteen"))
    tail = "".join(random.choice("0123456789") for _ in range(8))
    if kind == "mobile":
        return "04" + random.choice("0123456789"[0:10]) + tail[:7]
    if kind == "landline":
        return random.choice(("0255", "0355", "0755", "0855")) + "50" + tail[:4]
    if kind == "thirteen hundred":
        return random.choice(("1300", "1800")) + tail[:6]
    return "13" + random.choice("1234567") + tail[:3]


def grouped(number: str, random: Random) -> list[str]:
    """Cut a number where people pause."""
    sizes: tuple[int, ...]
    if number.startswith("04"):
        sizes = random.choice(
            ((4, 3, 3), (4, 3, 3), (4, 2, 2, 2), (2, 2, 2, 2, 2), (3, 3, 4), (10,))
        )
    elif number.startswith("0"):
        sizes = random.choice(((2, 4, 4), (2, 8), (2, 2, 2, 2, 2), (10,)))
    elif len(number) == 6:
        sizes = random.choice(((2, 2, 2), (6,), (2, 4), (3, 3)))
    else:
        sizes = random.choice(((4, 3, 3), (4, 2, 2, 2), (4, 6), (1, 3, 3, 3)))
    groups, at = [], 0
    for size in sizes:
        groups.append(number[at : at + size])
        at += size
    return groups


def digits_apart(group: str, random: Random) -> str:
    """Say each digit: "oh four nine one"."""
    zero = random.choice(ZEROS[:4])
    return " ".join(zero if digit == "0" else UNITS[int(digit)] for digit in group)


def doubled(group: str, random: Random) -> str:
    """Say repeated digits together: "double seven", "triple oh"."""
    words, at = [], 0
    while at < len(group):
        digit = group[at]
        same = 1
        while at + same < len(group) and group[at + same] == digit and same < 3:
            same += 1
        word = digits_apart(digit, random)
        if same == 1:
            words.append(word)
        else:
            words.append(random.choice((("double",), ("triple", "treble"))[same - 2]) + " " + word)
        at += same
    return " ".join(words)


def two(pair: str) -> str:
    """Say two digits as a number under a hundred, or apart if one cannot."""
    if pair[0] == "0":
        return f"oh {UNITS[int(pair[1])]}"
    if pair[0] == "1":
        return TEENS[int(pair[1])]
    return TENS[int(pair[0])] + ("" if pair[1] == "0" else f" {UNITS[int(pair[1])]}")


def cardinal(group: str, random: Random) -> str:
    """Say a group as people count: "five seventy", "fifty six", "thirteen hundred"."""
    if group in {"1300", "1800"}:
        return "thirteen hundred" if group == "1300" else "eighteen hundred"
    if group == "100" or (len(group) == 3 and group.endswith("00") and group[0] != "0"):
        return f"{UNITS[int(group[0])]} hundred"
    if len(group) == 3:
        return f"{digits_apart(group[0], random)} {two(group[1:])}"
    if len(group) == 2 and group != "00":
        return two(group)
    return digits_apart(group, random)


def figures(group: str, random: Random) -> str:
    """Write figures as a recogniser does."""
    style = random.choice(("plain", "plain", "hyphens", "spaces", "commas", "clock"))
    if style == "hyphens":
        return "-".join(group)
    if style == "spaces":
        return " ".join(group)
    if style == "commas":
        return ",".join(group) if len(group) < 4 else f"{group[:-3]},{group[-3:]}"
    if style == "clock" and len(group) == 3:
        return f"{group[0]}:{group[1:]}"
    return group


def homophones(group: str, random: Random) -> str:
    """Write one inner digit as the word that sounds like it."""
    words = digits_apart(group, random).split()
    inner = [at for at in range(1, len(group) - 1) if group[at] in HOMOPHONES]
    if inner:
        at = random.choice(inner)
        words[at] = HOMOPHONES[group[at]]
    return " ".join(words)


STYLES: dict[str, Callable[[str, Random], str]] = {
    "digits": digits_apart,
    "doubles": doubled,
    "cardinals": cardinal,
    "figures": figures,
    "homophones": homophones,
}


def render(number: str, random: Random) -> Said:
    """Say a number in one to three turns."""
    groups = grouped(number, random)
    operators: list[str] = []
    mixed = random.random() < 0.3
    style = random.choice(tuple(STYLES))
    spoken = []
    for group in groups:
        chosen = random.choice(tuple(STYLES)) if mixed else style
        operators.append(chosen)
        spoken.append(STYLES[chosen](group, random))
    if random.random() < 0.15 and len(groups) > 2:
        operators.append("self-repair")
        at = random.randrange(1, len(groups))
        wrong = "".join(str((int(digit) + random.randrange(1, 9)) % 10) for digit in groups[at])
        spoken[at] = digits_apart(wrong, random) + random.choice(SORRY) + spoken[at]
    turns = len(groups) > 2 and random.random() < 0.2
    joint = random.choice((", ", ", ", " ", ". "))
    if random.random() < 0.2:
        operators.append("fillers")
        spoken = [part + random.choice(FILLERS) for part in spoken[:-1]] + spoken[-1:]
    lead, trail = random.choice(LEADS), random.choice(TRAILS)
    if turns:
        operators.append("turns")
        cut = random.randrange(1, len(spoken))
        first, second = joint.join(spoken[:cut]), joint.join(spoken[cut:])
        return Said((lead + first, second + trail), tuple(operators))
    return Said((lead + joint.join(spoken) + trail,), tuple(operators))
