"""Which digits are a phone number that an Australian caller may give, and how it is said.

Source:
    docs/sources_locale.md#numbering (mobile 04, landlines 02 03 07 08, 1300, 1800, 13; ten, ten and
    six digits); the library `phonenumbers` validates, the list of kinds is ours.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import phonenumbers

from agent_worker.voice_core.capture.contract import Outlook

KINDS: Final = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.VOIP,
    }
)
"""Kinds that can be rung back; premium and unknown ones are refused."""

PREFIXES: Final = re.compile(
    r"0[23478]?\d{0,8}|1|13|130|18|180|1[38]00\d{0,6}|13\d{0,4}|180\d{0,4}|4\d{0,8}"
    r"|6|61[023478]?\d{0,9}"
)
"""What may still become a number as digits come in."""

NATIONAL: Final = re.compile(r"04\d{8}|0[2378][2-9]\d{7}|1[38]00\d{6}|13(?!00)\d{4}|1802\d{3}")
"""No landline begins with 1 behind its area code: 021 123 4567 is from New Zealand."""
LOCAL: Final = re.compile(r"[2-9]\d{7}")
NATIONAL_DIGITS: Final = 10
MAX_FOREIGN_DIGITS: Final = 15

WORDS: Final = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Verdict(NamedTuple):
    """What a string of digits is."""

    outlook: Outlook
    value: str | None = None
    """E.164."""
    inferred: tuple[str, ...] = ()
    local: bool = False
    """Eight digits that lack their area code."""


INVALID: Final = Verdict(Outlook.INVALID)
PREFIX: Final = Verdict(Outlook.PREFIX)


@lru_cache(maxsize=4096)
def judge(digits: str) -> Verdict:
    """Judge digits, with `+` in front where it was said."""
    if digits.startswith("+"):
        return _foreign(digits[1:].lstrip("+"))
    if digits.startswith("0011"):
        return _foreign(digits[4:])
    if digits in {"0", "00", "001"}:
        return PREFIX
    national, inferred = _national(digits)
    verdict = _valid(f"+61{national.removeprefix('0')}", inferred) if national else INVALID
    if verdict is not INVALID:
        return verdict
    if PREFIXES.fullmatch(digits) and len(digits) < NATIONAL_DIGITS:
        return Verdict(Outlook.PREFIX, local=bool(LOCAL.fullmatch(digits)))
    if digits.startswith("61") and PREFIXES.fullmatch(digits) and len(digits) < len("61400000000"):
        return PREFIX
    if LOCAL.fullmatch(digits):
        return Verdict(Outlook.OPEN, local=True)
    return _could_be_local(digits)


def _could_be_local(digits: str) -> Verdict:
    """A landline said without its area code is on its way."""
    return PREFIX if re.fullmatch(r"[2-9]\d{0,6}", digits) else INVALID


def _national(digits: str) -> tuple[str, tuple[str, ...]]:
    """Return digits in national form if their length fits one, and what that took."""
    if NATIONAL.fullmatch(digits):
        return digits, ()
    if re.fullmatch(r"4\d{8}", digits):
        return f"0{digits}", ("trunk_zero",)
    found = re.fullmatch(r"(?:00)?610?(4\d{8}|[2378][2-9]\d{7})", digits)
    if found:
        return f"0{found.group(1)}", ("+61",)
    return "", ()


def _foreign(digits: str) -> Verdict:
    """Judge digits after `+` or 0011."""
    if digits.startswith("61"):
        rest = digits[2:].removeprefix("0")
        national = rest if rest.startswith("1") else f"0{rest}"
        if rest and _national(national)[0]:
            return _valid(f"+61{rest}", ())
        return PREFIX if PREFIXES.fullmatch(national) else INVALID
    verdict = _valid(f"+{digits}", ())
    if verdict is not INVALID:
        return verdict._replace(outlook=Outlook.OPEN)
    return PREFIX if len(digits) < MAX_FOREIGN_DIGITS else INVALID


def _valid(e164: str, inferred: tuple[str, ...]) -> Verdict:
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return INVALID
    allowed = phonenumbers.number_type(number) in KINDS
    if not allowed or not phonenumbers.is_valid_number(number):
        return INVALID
    return Verdict(Outlook.COMPLETE, e164, inferred)


def digits_of(value: str) -> str:
    """Return a number as an Australian would dial it; foreign ones keep their `+`."""
    if not value.startswith("+61"):
        return value
    rest = value[3:]
    return rest if rest.startswith("1") else f"0{rest}"


def groups_of(value: str) -> tuple[str, ...]:
    """Return a number in the groups in which it is said."""
    digits = digits_of(value)
    if digits.startswith("+"):
        number = phonenumbers.parse(value, None)
        code = str(number.country_code)
        rest = value[1 + len(code) :]
        return (f"+{code}", *(rest[at : at + 3] for at in range(0, len(rest), 3)))
    sizes = _sizes(digits)
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    return tuple(digits[start : start + size] for start, size in zip(starts, sizes, strict=True))


def _sizes(digits: str) -> tuple[int, ...]:
    if digits.startswith(("13", "18")):
        return (4, 3, 3) if len(digits) == NATIONAL_DIGITS else (2, 2, 2) + (1,) * (len(digits) - 6)
    return (4, 3, 3) if digits.startswith("04") else (2, 4, 4)


def say(digits: str) -> str:
    """Return digits as words: "oh four nine one"."""
    words = ("plus" if digit == "+" else WORDS[int(digit)] for digit in digits)
    return " ".join(words)


def spoken(value: str, level: int) -> str:
    """Return a number as words, a comma for each pause; level 2 goes digit by digit."""
    groups = groups_of(value)
    said = [say(group) for group in groups]
    if level > 1:
        return ", ".join(word for group in said for word in group.split())
    if groups[0] in {"1300", "1800"}:
        said[0] = "thirteen hundred" if groups[0] == "1300" else "eighteen hundred"
    elif groups[0] == "13":
        said[0] = "thirteen"
    return ", ".join(said)


phonenumbers.PhoneMetadata.metadata_for_region("AU")
