"""The parts of a street address: how they are kept, printed and said."""

from typing import Final

import msgspec

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.locale.numbers import TEENS, TENS, UNITS

STATES: Final = {
    "NSW": "New South Wales", "VIC": "Victoria", "QLD": "Queensland", "SA": "South Australia",
    "WA": "Western Australia", "TAS": "Tasmania", "NT": "Northern Territory",
    "ACT": "Australian Capital Territory",
}  # fmt: skip
DIGITS: Final = ("oh", *UNITS[1:])


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an address; empty where nothing is."""

    unit: str = ""
    level: str = ""
    lot: str = ""
    number: str = ""
    """Digits, with a letter after them where there is one."""
    to: str = ""
    """The other end of a range."""
    street: str = ""
    kind: str = ""
    """Street type in full."""
    suburb: str = ""
    state: str = ""
    postcode: str = ""
    note: str = ""
    """How to find it where there is no number: a corner, what is close by."""
    spelled: bool = False
    """The street was spelled by the caller."""
    fuzzy: bool = False
    """The suburb is the likeliest of several, not the one that was written."""


EMPTY: Final = Parts()
FIELDS: Final = tuple(
    field for field in Parts.__struct_fields__ if field not in {"spelled", "fuzzy"}
)


def merged(old: Parts, new: Parts) -> Parts:
    """Put new parts over old ones; what depends on a changed part is dropped."""
    changes = {field: getattr(new, field) for field in FIELDS if getattr(new, field)}
    if changes.get("number") and not new.to:
        changes.setdefault("to", "")
    if changes.get("street") and not new.kind:
        changes.setdefault("kind", old.kind)
    if (
        changes.get("suburb", old.suburb) != old.suburb
        or changes.get("state", old.state) != old.state
    ):
        changes.setdefault("postcode", "")
    spelled = new.spelled or (old.spelled and not new.street)
    fuzzy = new.fuzzy if new.suburb else old.fuzzy
    return msgspec.structs.replace(old, spelled=spelled, fuzzy=fuzzy, **changes)


def written(parts: Parts) -> str:
    """Return the parts as one string to keep in a buffer."""
    return ";".join(f"{field}={getattr(parts, field)}" for field in FIELDS if getattr(parts, field))


def kept(buffer: str) -> Parts:
    """Return the parts of a buffer."""
    pairs = [pair.partition("=") for pair in buffer.split(";") if "=" in pair]
    known = {field: value for field, _, value in pairs if field in FIELDS}
    return msgspec.convert(known, Parts)


def printed(parts: Parts) -> str:
    """Return a whole address in its normal form."""
    level = f"Level {parts.level}, " if parts.level else ""
    unit = f"{parts.unit}/" if parts.unit else ""
    if parts.lot:
        number = f"Lot {parts.lot}"
    else:
        number = f"{unit}{parts.number}" + (f"-{parts.to}" if parts.to else "")
    street = f"{parts.street} {parts.kind}".strip()
    return f"{level}{number} {street}, {parts.suburb} {parts.state} {parts.postcode}"


def number_spoken(number: str) -> str:
    """Return a house number as words: "twelve", "one oh seven", "twelve oh four", "nine a"."""
    digits = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letter = number[len(digits) :].lower()
    return f"{_cardinal(digits)} {letter}".rstrip()


def _cardinal(digits: str) -> str:
    value = int(digits) if digits.isdecimal() and len(digits) <= 4 else -1
    if value < 0 or digits.startswith("0") or value % 1000 == 0:
        return " ".join(DIGITS[int(digit)] for digit in digits if digit.isdecimal())
    if value < 100:
        return _below_hundred(value)
    if value < 1000 and value % 100 == 0:
        return f"{UNITS[value // 100]} hundred"
    if value % 100 == 0:
        return " ".join(DIGITS[int(digit)] for digit in digits)
    low = value % 100
    tail = _below_hundred(low) if low >= 10 else f"oh {UNITS[low]}"
    return f"{_below_hundred(value // 100)} {tail}"


def _below_hundred(value: int) -> str:
    if value < 10:
        return UNITS[value]
    if value < 20:
        return TEENS[value - 10]
    unit = f" {UNITS[value % 10]}" if value % 10 else ""
    return f"{TENS[value // 10 - 2]}{unit}"


def spoken(parts: Parts, level: int) -> str:
    """Return an address as words; on level 2 and for spelled streets the street is spelled."""
    numbered = (("level", parts.level), ("unit", parts.unit), ("lot", parts.lot))
    said = [f"{name} {number_spoken(number)}" for name, number in numbered if number]
    if parts.number:
        end = f" to {number_spoken(parts.to)}" if parts.to else ""
        said.append(f"number {number_spoken(parts.number)}{end}")
    if parts.street:
        said.append(f"{_full(parts.street)} {parts.kind}".strip())
    if parts.street and (level > 1 or parts.spelled):
        words = [spelling.spoken(word, level) for word in parts.street.split()]
        said.append(f"spelled {', '.join(words)}")
    said += [_full(parts.suburb), STATES.get(parts.state, "")]
    said.append(" ".join(DIGITS[int(digit)] for digit in parts.postcode))
    return ", ".join(part for part in said if part)


def _full(name: str) -> str:
    """Say "Saint" for St before a name."""
    words = ["Saint" if word == "St" else word for word in name.split()]
    return " ".join(words)
