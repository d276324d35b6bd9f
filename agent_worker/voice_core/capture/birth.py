"""A date of birth: day first, always in the past, read back with its year."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from agent_worker.voice_core.capture import date_say
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.date_words import canonical, corrections
from agent_worker.voice_core.capture.day_words import ISO, ORDINAL, month
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.locale import Locale, numbers

OLDEST_YEARS: Final = 120
WRITTEN: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
DOUBLE_OH: Final = re.compile(r"\bdouble (?:oh?|zero|nought)\b")
LAST_UNIT: Final = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|oh) ([a-z]+)(?=[ ,.!?]*$)"
)
DAY_AND_MONTH: Final = 2
LAST_DAY: Final = 31


class Birth(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a date of birth; 0 where nothing is."""

    day: int = 0
    month: int = 0
    year: int = 0


EMPTY: Final = Birth()


class DateOfBirth:
    """The grammar of birth dates."""

    plan = Plan(name="dob", failure="dob_unverified", top_level=1, weighs=True)

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as a date of birth, or as the part that is missing."""
        held = _kept(state.buffer)
        new = _parse(text, context, held)
        if new == EMPTY:
            return Reading(buffer=state.buffer, outlook=Outlook.EMPTY, asking=state.asking)
        return _resolved(_merged(held, new), context)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction of day, month or year."""
        old = _kept(state.value or "")
        new = _parse(text, context, old)
        reading = _resolved(_merged(old, new), context)
        if new == EMPTY or reading.value is None:
            return None
        return msgspec.structs.replace(reading, operation="part")

    def volunteered(self, text: str, context: Context) -> Reading:
        """Dates in other turns may mean anything."""
        del text, context
        return Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Birth dates are not typed."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return day, month and year in words."""
        del level, context
        born = date.fromisoformat(value)
        day = f"the {date_say.ordinal(born.day)} of {date_say.MONTHS[born.month - 1]}"
        return f"{day} {date_say.year(born.year)}"

    def pieces(self, buffer: str) -> str:
        """Return day and month in words."""
        held = _kept(buffer)
        if not held.day or not held.month:
            return ""
        return f"the {date_say.ordinal(held.day)} of {date_say.MONTHS[held.month - 1]}"

    def hints(self, context: Context) -> tuple[str, ...]:
        """Months."""
        return context.locale.words["hints.dob"]


def _kept(buffer: str) -> Birth:
    numbers = [int(part) for part in buffer.split("-") if part.isdecimal()]
    if len(numbers) != 3:
        return EMPTY
    return Birth(year=numbers[0], month=numbers[1], day=numbers[2])


def _merged(old: Birth, new: Birth) -> Birth:
    return Birth(day=new.day or old.day, month=new.month or old.month, year=new.year or old.year)


def _resolved(born: Birth, context: Context) -> Reading:
    today = datetime.fromisoformat(context.local_time).date()
    buffer = f"{born.year:04}-{born.month:02}-{born.day:02}"
    days = monthrange(born.year or 2000, born.month)[1] if 1 <= born.month <= 12 else 0
    if born.month and (born.month > 12 or born.day > days):
        return Reading(outlook=Outlook.INVALID, problem="dob_no_such")
    if not born.day or not born.month:
        return Reading(buffer=buffer, outlook=Outlook.PREFIX, problem="dob_day", asking="day")
    if not born.year:
        return Reading(buffer=buffer, outlook=Outlook.PREFIX, problem="dob_year", asking="year")
    value = date(born.year, born.month, born.day)
    birthday_passed = (value.month, value.day) <= (today.month, today.day)
    age = today.year - born.year - (not birthday_passed)
    if value >= today or age > OLDEST_YEARS:
        return Reading(outlook=Outlook.INVALID, problem="dob_no_such")
    return Reading(value=value.isoformat(), outlook=Outlook.COMPLETE)


def _parse(text: str, context: Context, held: Birth) -> Birth:
    born = EMPTY
    locale = context.locale
    for segment in corrections(text, locale):
        words = canonical(_figures(segment, locale), locale).replace(",", " ").split()
        new = _read(words, context, _merged(held, born))
        born = _merged(born, new)
    return born


def _figures(segment: str, locale: Locale) -> str:
    """Write "double oh" as figures, and what recognisers make of the last one: "eighty ate"."""
    sounds = numbers.vocabulary(locale).homophones

    def meant(found: re.Match[str]) -> str:
        digit = sounds.get(found[2], "")
        return f"{found[1]} {numbers.UNITS[int(digit)]}" if digit else found[0]

    return LAST_UNIT.sub(meant, DOUBLE_OH.sub("00", segment))


def _year(figures: Sequence[str], today: date) -> int:
    """Return a year from its figures: 82 is the latest past one."""
    joined = "".join(figures)
    if len(joined) == 4:
        return int(joined)
    if len(joined) == 2:
        century = today.year // 100 * 100
        year = century + int(joined)
        return year if year <= today.year else year - 100
    return 0


def _read(words: Sequence[str], context: Context, held: Birth) -> Birth:
    today = datetime.fromisoformat(context.local_time).date()
    for word in words:
        found = WRITTEN.fullmatch(word)
        if found:
            day, number, year = found.groups()
            return Birth(day=int(day), month=int(number), year=_year([year], today))
        found = ISO.fullmatch(word)
        if found:
            return Birth(year=int(found[1]), month=int(found[2]), day=int(found[3]))
    named = next((month(word) for word in words if month(word)), 0)
    figures = [found.group(1) if (found := ORDINAL.fullmatch(word)) else word for word in words]
    digits = [word for word in figures if word.isdecimal()]
    ordinals = [found.group(1) for word in words if (found := ORDINAL.fullmatch(word))]
    if len(digits) == 1 and len(digits[0]) in {6, 8}:
        digits = [digits[0][:2], digits[0][2:4], digits[0][4:]]
    if named:
        return _with_month(digits, ordinals, named, today)
    if held.day and len(digits) < 3 and len(ordinals) < DAY_AND_MONTH:
        return _corrected(digits, ordinals, held, today)
    return _in_order(digits, ordinals, today)


def _with_month(digits: list[str], ordinals: list[str], named: int, today: date) -> Birth:
    """Tell the day from the year beside a month's name: the ordinal, else the first small one."""
    days = ordinals or [word for word in digits if len(word) <= 2 and 1 <= int(word) <= 31]
    if not days:
        return Birth(month=named, year=_year(digits, today))
    at = digits.index(days[0])
    return Birth(day=int(days[0]), month=named, year=_year(digits[:at] + digits[at + 1 :], today))


def _in_order(digits: list[str], ordinals: list[str], today: date) -> Birth:
    """Read "four three eighty two": day, month, year."""
    joined = "".join(digits)
    if len(digits) == 2 and len(digits[0]) == 4 and len(joined) in {6, 8}:
        digits = [joined[:2], joined[2:4], joined[4:]]  # "1504 1985"
    if len(digits) == 1 and ordinals:
        return Birth(day=int(digits[0]))
    if len(digits) == 2 and len(digits[0]) == 2 and int(digits[0]) > LAST_DAY:
        digits = [f"{digits[0][0]}0", digits[0][1], digits[1]]  # "thirty, six, seventy three"
    short = len(digits) > 1 and len(digits[0]) <= 2 and len(digits[1]) <= 2
    if not short or (len(digits) == 2 and not ordinals):
        return EMPTY
    return Birth(day=int(digits[0]), month=int(digits[1]), year=_year(digits[2:], today))


def _corrected(digits: list[str], ordinals: list[str], held: Birth, today: date) -> Birth:
    """Read what was asked for or put right: an ordinal is a day, figures are mostly a year."""
    if not digits:
        return EMPTY
    day = len(digits) == 1 and len(digits[0]) <= 2 and int(digits[0]) <= 31 and held.year
    if ordinals or day:
        return Birth(day=int(digits[0]))
    return Birth(year=_year(digits, today))
