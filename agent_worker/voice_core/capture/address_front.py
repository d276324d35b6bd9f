"""The front of an address: level, lot, unit, house number, range and letter."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from agent_worker.voice_core.capture.address_parts import Parts
from agent_worker.voice_core.capture.address_words import Number, match, number_at, numeric, value
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.tokens import Token

LETTERS: Final = frozenset("abcdefgh")
WIDEST: Final = 40
"""No range of house numbers is wider."""
LONGEST: Final = 5
"""Digits of the longest house number."""


class Front(NamedTuple):
    """What stood before the street, and where the street begins."""

    parts: Parts
    end: int


class _Found:
    """Numbers as they come, each with what joined it to the one before."""

    def __init__(self) -> None:
        self.level = self.lot = ""
        self.unit: Number | None = None
        self.numbers: list[tuple[str, Number]] = []
        """`""`, `/` or `to`, and the number."""
        self.letter = ""
        self.unit_letter = ""


def read(words: Sequence[Token], locale: Locale) -> Front:
    """Read the numbers in front of a street."""
    found = _Found()
    at = 0
    while at < len(words):
        used = _one(words, at, found, locale)
        if not used:
            break
        at += used
    if at == 0:
        at = _homophone(words, found, locale)
    return Front(_parts(found, locale), at)


def _homophone(words: Sequence[Token], found: _Found, locale: Locale) -> int:
    """Take "for king street" for 4 King Street."""
    if len(words) < 3:
        return 0
    digit = numbers.vocabulary(locale).homophones.get(words[0].text, "")
    if digit and words[0].text in {"for", "to", "too", "won", "ate"}:
        found.numbers.append(("", Number(digit, 1)))
        return 1
    return 0


def _one(words: Sequence[Token], at: int, found: _Found, locale: Locale) -> int:
    """Read one thing at `at`; 0 if it is not of the front."""
    for kind in ("level", "lot", "unit", "number"):
        size = match(words, at, kind, locale)
        number = number_at(words, at + size, locale) if size else Number("", 0)
        if number.digits:
            letter = _unit_letter(words, at + size + number.used) if kind == "unit" else ""
            _keep(kind, number, found)
            found.unit_letter = letter or found.unit_letter
            return size + number.used + bool(letter)
    if numeric(words, at, locale):
        number = number_at(words, at, locale)
        if number.digits and len(number.digits) <= LONGEST:
            found.numbers.append(("", number))
            return number.used
        return 0
    return _joined(words, at, found, locale) or _letter(words, at, found)


def _unit_letter(words: Sequence[Token], at: int) -> str:
    """Return the B of "unit 5B, 20 Hill Street": a letter with a number after it."""
    after = words[at + 1].text if at + 1 < len(words) else ""
    letter = words[at].text if at < len(words) else ""
    return letter.upper() if letter in LETTERS and after[:1].isdecimal() else ""


def _keep(kind: str, number: Number, found: _Found) -> None:
    if kind == "level":
        found.level = number.digits
    elif kind == "lot":
        found.lot = number.digits
    elif kind == "unit":
        found.unit = number
    else:
        found.numbers.append(("", number))


def _joined(words: Sequence[Token], at: int, found: _Found, locale: Locale) -> int:
    """Read "slash twelve" and "to twelve" after a number."""
    if not found.numbers and found.unit is None:
        return 0
    for kind, joint in (("slash", "/"), ("to", "to")):
        size = match(words, at, kind, locale)
        number = number_at(words, at + size, locale) if size else Number("", 0)
        if number.digits:
            found.numbers.append((joint, number))
            return size + number.used
    return 0


def _letter(words: Sequence[Token], at: int, found: _Found) -> int:
    """Read the a of "twenty two a": a letter between the number and the street."""
    last = at + 1 >= len(words)
    if not found.numbers or found.letter or words[at].text not in LETTERS or last:
        return 0
    if len(words[at + 1].text) == 1 and words[at + 1].text.isalpha():
        return 0
    found.letter = words[at].text.upper()
    return 1


def _parts(found: _Found, locale: Locale) -> Parts:
    unit = found.unit.digits if found.unit else ""
    numbered = [(joint, number.digits) for joint, number in found.numbers]
    if found.unit and not numbered:
        unit, numbered = _split_unit(found.unit, locale)
    if not unit and len(numbered) > 1 and numbered[1][0] in {"/", ""}:
        unit, numbered = numbered[0][1], numbered[1:]
    number = numbered[0][1] if numbered else ""
    to = numbered[1][1] if len(numbered) > 1 and numbered[1][0] == "to" else ""
    if to and not unit and int(to) - int(number) > WIDEST:
        unit, number, to = number, to, ""  # "fifteen slash two hundred" heard as 15-200
    return Parts(
        unit=unit.lstrip("0") + (found.unit_letter if unit else ""),
        level=found.level,
        lot=found.lot,
        number=number.lstrip("0") + (found.letter if number else ""),
        to=to,
    )


def _split_unit(unit: Number, locale: Locale) -> tuple[str, list[tuple[str, str]]]:
    """Part "unit three twelve": a unit needs a street number, so 3 and then 12."""
    words = unit.words
    tens = numbers.vocabulary(locale).tens
    small = numbers.vocabulary(locale).small
    for cut in range(1, len(words)):
        pair = words[cut - 1].text in tens and len(small.get(words[cut].text, "00")) == 1
        before, after = value(words[:cut], locale), value(words[cut:], locale)
        ends_in_oh = words[cut - 1].text in {"oh", "o", "zero"}
        scaled = words[cut].text in {"hundred", "thousand", "and"}
        if pair or ends_in_oh or scaled or after.startswith("0") or not before or not after:
            continue
        return before, [("", after)]
    return unit.digits, []
