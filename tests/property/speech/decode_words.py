"""What a caller understands of a name, a code, a birth date or a number that is read back."""

import re

from tests.property.speech.decode import DIGITS, MONTHS, ORDINALS, TEENS, TENS


def letters(said: str) -> str:
    """Return letters and digits that were spelled: "b for bravo" is one of them."""
    said = re.sub(r"\b([a-z]) for [a-z]{2,}", r"\1", said.replace(",", " "))
    return "".join(DIGITS.get(word, word) for word in said.split()).upper()


def name(said: str) -> str:
    """Return a name, or what cannot be one if its spelling says another."""
    shown, _, spelled = said.partition(", spelled ")
    bare = re.sub(r"['-]", "", shown).replace(" ", "").upper()
    return shown if not spelled or letters(spelled) == bare else "?"


def small(words: list[str]) -> int:
    """Return a number below a hundred."""
    return sum(
        TENS.get(word, TEENS.get(word, ORDINALS.get(word, int(DIGITS.get(word, "0")))))
        for word in words
    )


def count(said: str) -> int:
    """Return a whole number: "three thousand two hundred and ten"."""
    total = current = 0
    for word in said.replace(" and ", " ").split():
        if word == "thousand":
            total, current = total + current * 1000, 0
        else:
            current = current * 100 if word == "hundred" else current + small([word])
    return total + current


def quantity(said: str) -> str:
    """Return a number in figures, with its unit if it has one."""
    known = {*DIGITS, *TEENS, *TENS, "hundred", "thousand", "and"}
    words = said.split()
    figures = [word for word in words if word in known]
    unit = " ".join(word for word in words if word not in known)
    return f"{count(' '.join(figures))} {unit}".rstrip()


def year(said: str) -> int:
    """Return a year: "nineteen oh eight", "two thousand and one"."""
    words = said.split()
    if "thousand" in words or "hundred" in words:
        return count(said)
    return small(words[:1]) * 100 + small(words[1:])


def birth(said: str) -> str:
    """Return the date of "the fourth of March nineteen eighty two"."""
    found = re.fullmatch(r"the ([a-z ]+) of (\w+) ([a-z ]+)", said)
    if found is None or found.group(2) not in MONTHS:
        return "?"
    month = MONTHS.index(found.group(2)) + 1
    return f"{year(found.group(3))}-{month:02}-{small(found.group(1).split()):02}"
