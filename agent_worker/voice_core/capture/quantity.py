"""How many: a whole number, in figures or words."""

import re
from typing import Final

from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.date_say import number as say_small
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.locale import numbers
from agent_worker.voice_core.locale.lexicon import kinds, phrases
from agent_worker.voice_core.locale.tokens import clean, plain, without

NO_NUMBERS: Final = frozenset({"o", "oh", "ones"})
"""Digits of a telephone number that count nothing: "the ones out the back"."""
THOUSANDS: Final = re.compile(r"(?<=[0-9]),(?=[0-9]{3}\b)")
LARGEST: Final = 999_999
FRACTION: Final = re.compile(r"\b(?:and a half|and a quarter|point \w+|halves)\b")
ALONE: Final = re.compile(r"\b(?:just|only)\b")
AROUND: Final = ("filler.sound", "filler.polite", "filler.backchannel")
"""Beside these a word that sounds like a number is one: "just to"."""
DENIED: Final = re.compile(r"^(?:no|nah|nope|not? \w+)\b")
COUPLE: Final = re.compile(r"\b(?:a )?couple (?:of )?(?=hundred|thousand)")
A_HUNDRED: Final = re.compile(r"\ba (?=hundred|thousand)")


class Quantity:
    """The grammar of quantities."""

    plan = Plan(name="quantity", failure="quantity_unknown", keys=True, top_level=1)

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as a number."""
        del state
        return _read(text, context)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read another number as a correction, or as the rest of one: "two thousand", "and ten"."""
        heard = plain(THOUSANDS.sub("", clean(text)))
        said = DENIED.sub("", heard).strip()
        reading = _read(said, context) if said else Reading()
        rest = _joined(state.value or "", reading.value, context) if said == heard else None
        if rest is not None:
            return Reading(value=rest, outlook=Outlook.COMPLETE, operation="tail")
        if reading.value is None or reading.value == state.value:
            return None
        return Reading(value=reading.value, outlook=reading.outlook, operation="replace")

    def volunteered(self, text: str, context: Context) -> Reading:
        """Numbers in other turns may mean anything."""
        del text, context
        return Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Read typed digits, ended by `#`."""
        digits = "".join(one for one in keys if one.isdecimal())
        if keys.endswith("#") and digits:
            return _found(int(digits), context)
        return Reading(buffer=digits)

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return number and unit as words."""
        del level, context
        figures, _, unit = value.partition(" ")
        return f"{say(int(figures))} {unit}".rstrip()

    def pieces(self, buffer: str) -> str:
        """Return typed digits."""
        return buffer

    def hints(self, context: Context) -> tuple[str, ...]:
        """Digit words."""
        return context.locale.words["hints.phone"]


def say(value: int) -> str:
    """Return a whole number as words: "one hundred and ten"."""
    if value < 100:
        return say_small(value)
    if value < 1000:
        rest = f" and {say_small(value % 100)}" if value % 100 else ""
        return f"{say_small(value // 100)} hundred{rest}"
    below = value % 1000
    joint = " and " if below < 100 else " "
    return f"{say(value // 1000)} thousand" + (joint + say(below) if below else "")


def _joined(old: str, new: str | None, context: Context) -> str | None:
    """Return the whole of a large number whose rest came in a turn of its own, unless it is one."""
    if new is None:
        return None
    before, after = (int(one.partition(" ")[0]) for one in (old, new))
    if before % 1000 or before == 0 or not 0 < after < 1000:
        return None
    return _found(before + after, context).value


def _found(value: int, context: Context) -> Reading:
    if value > LARGEST:
        return Reading(outlook=Outlook.INVALID)
    unit = f" {context.unit}" if context.unit else ""
    return Reading(value=f"{value}{unit}", outlook=Outlook.COMPLETE)


def _read(text: str, context: Context) -> Reading:
    said = COUPLE.sub("two ", plain(THOUSANDS.sub("", clean(text))))
    said = A_HUNDRED.sub("one ", said)
    if phrases(context.locale, "amount.unsure", "amount.too_many").search(said):
        return Reading(outlook=Outlook.OPEN)
    if FRACTION.search(said):
        return Reading(outlook=Outlook.OPEN, ambiguous=True)
    values = _values(said, context)
    if not values:
        return _idiom(said, context)
    if len(set(values)) > 1 and not phrases(context.locale, "control.sorry").search(said):
        return Reading(outlook=Outlook.OPEN, ambiguous=True)
    idiom = _idiom(said, context)
    large = idiom.value is not None and "dozen" in said
    return idiom if large else _found(values[-1], context)


def _values(said: str, context: Context) -> list[int]:
    """Return the numbers of a turn as values, by hundreds and thousands."""
    words = numbers.vocabulary(context.locale)
    found: list[int] = []
    total = current = 0
    open_run = joins = False
    for word in [*said.split(), ""]:
        figure = words.small.get(word) or (word if word.isdecimal() else "")
        figure = f"{words.tens[word]}0" if word in words.tens else figure
        if figure == "0" and open_run:
            current, joins = current * 10, True  # "one oh five" said apart
        elif figure and word not in NO_NUMBERS:
            joins = joins or (open_run and 0 < current < 20 and len(figure) < 3)
            current = int(f"{current}{figure}"[:7]) if joins else current + int(figure[:7])
            open_run, joins = True, False
        elif word in words.hundred and (open_run or current):
            current *= 100
        elif word in words.thousand and (open_run or current):
            total, current = total + current * 1000, 0
        elif open_run and (word != "and" or current % 100):
            found.append(total + current)
            total, current, open_run = 0, 0, False
    return found


def _idiom(said: str, context: Context) -> Reading:
    """Take "a couple", "half a dozen", "none"; the longest that is said."""
    best, size = None, 0
    alone = ALONE.sub(" ", without(said, context.locale, *AROUND)).strip()
    for kind in kinds(context.locale, "amount"):
        match = phrases(context.locale, f"amount.{kind}").search(said)
        short = match is not None and match.group() in {
            "to",
            "too",
            "for",
            "won",
            "ate",
            "an",
            "no",
        }
        if match is None or not kind[1:].isdecimal() or (short and match.group() != alone):
            continue
        if len(match.group()) > size:
            best, size = int(kind[1:]), len(match.group())
    if best is None:
        return Reading(outlook=Outlook.EMPTY)
    return _found(best, context)
