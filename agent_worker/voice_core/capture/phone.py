"""A phone number: said in any form, over several turns, corrected on the way."""

import re
from typing import Final

import msgspec

from agent_worker.voice_core.capture import digit_repair, phone_plan
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.capture.phone_plan import digits_of, groups_of, judge, say
from agent_worker.voice_core.capture.phone_turn import Found, candidates
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import Token, clean, plain, tokens

EXTENSION: Final = re.compile(r"\b(?:ext|extension|extn)\b\.?", re.IGNORECASE)
BEGINNING: Final = 3
"""Keys after a pause that begin like those before it are the number again, not its rest."""
EXT: Final = ";ext="
LONGEST_EXT: Final = 5
CARD_DIGITS: Final = 13


class Phone:
    """The grammar of phone numbers."""

    plan = Plan(name="phone", failure="phone_unverified", keys=True, caller_id=True)

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as a number, or as the rest of the one in `state.buffer`."""
        locale = context.locale
        if _means_caller_id(text, locale):
            return _from_caller_id(context)
        number, extra = _split_extension(clean(text), locale)
        reading = _read(number, plain(text), state, locale)
        return msgspec.structs.replace(reading, extra=extra or state.extra)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction of the number that was read back."""
        value = state.value or ""
        if _means_caller_id(text, context.locale):
            return msgspec.structs.replace(_from_caller_id(context), operation="replace")
        number, extra = _split_extension(clean(text), context.locale)
        whole = _best_reading(number, "", context.locale)
        if whole.value is not None:
            extra = extra or (state.extra if whole.value == value else "")
            return msgspec.structs.replace(whole, operation="replace", extra=extra)
        if extra:
            return _complete(value, state.inferred, operation="extension", extra=extra)
        made = digit_repair.edit(
            number, digits_of(value), groups_of(value), _is_valid, context.locale
        )
        if made is None:
            return None
        verdict = judge(made.digits)
        if verdict.value is None:
            return _invalid_edit(whole, made.operation)
        return Reading(
            value=verdict.value,
            outlook=Outlook.COMPLETE,
            inferred=verdict.inferred or state.inferred,
            operation=made.operation,
            changed=say(made.changed),
            extra=state.extra,
        )

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find a whole number in a turn about something else."""
        number, extra = _split_extension(clean(text), context.locale)
        reading = _best_reading(number, "", context.locale)
        found = reading.value is not None
        return msgspec.structs.replace(reading, extra=extra) if found else Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Read typed keys: ten digits, or six of a 13 number, complete themselves."""
        del context
        held, _, new = keys.rpartition("|")
        afresh = len(new) >= BEGINNING and held.startswith(new[:BEGINNING])
        digits = "".join(key for key in (new if afresh else keys) if key.isdecimal())
        verdict = judge(digits)
        ended = keys.endswith("#")
        complete = verdict.value is not None and (ended or not verdict.inferred)
        if complete:
            return _complete(verdict.value or "", verdict.inferred)
        return Reading(buffer="" if ended else digits, outlook=verdict.outlook)

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return a number as words, commas for pauses."""
        del context
        number, _, extension = value.partition(EXT)
        spoken = phone_plan.spoken(number, level)
        return f"{spoken}, extension {say(extension)}" if extension else spoken

    def pieces(self, buffer: str) -> str:
        """Return the digits so far as words."""
        return _say_grouped(buffer.partition("|")[0])

    def hints(self, context: Context) -> tuple[str, ...]:
        """Digit words."""
        return context.locale.words["hints.phone"]


def _read(number: str, said: str, state: FieldState, locale: Locale) -> Reading:
    """Read a turn in the light of the question that it answers."""
    held = state.buffer
    if state.asking == "area":
        return _with_area(number, held, locale)
    if state.asking == "which":
        chosen = _chosen(number, held, locale)
        if chosen is not None:
            return chosen
        held = ""
    reading = _best_reading(number, held, locale)
    if reading.asking == "which" and phrases(locale, "phone.best").search(said):
        return _chosen(number, reading.buffer, locale, places=False) or reading
    return reading


def _is_valid(digits: str) -> bool:
    return judge(digits).value is not None


def _complete(
    value: str, inferred: tuple[str, ...], operation: str = "", extra: str = ""
) -> Reading:
    return Reading(
        value=value,
        outlook=Outlook.COMPLETE,
        inferred=inferred,
        operation=operation,
        extra=extra,
    )


def _invalid_edit(whole: Reading, operation: str) -> Reading:
    """Refuse an edit that makes no number; a bare new beginning is taken as one."""
    if operation == "replace" and whole.buffer and not whole.problem:
        return msgspec.structs.replace(whole, operation="restart")
    return Reading(operation=operation, outlook=Outlook.OPEN)


def _means_caller_id(text: str, locale: Locale) -> bool:
    said = plain(text)
    return (
        phrases(locale, "phone.caller_id").search(said) is not None
        and not any(char.isdecimal() for char in said)
        and phrases(locale, "phone.not_caller_id").search(said) is None
    )


def _from_caller_id(context: Context) -> Reading:
    verdict = judge(context.caller_id) if context.caller_id else phone_plan.INVALID
    if verdict.value is None:
        return Reading(problem="phone_no_caller_id", outlook=Outlook.COMPLETE)
    return _complete(verdict.value, ("caller_id",))


def _split_extension(text: str, locale: Locale) -> tuple[str, str]:
    """Keep "ext five" apart from the number, as RFC 3966 writes it."""
    found = EXTENSION.search(text)
    if found is None:
        return text, ""
    runs = numbers.runs(tokens(text[found.end() :]), locale)
    if not runs or not runs[0].readings:
        return text[: found.start()], ""
    digits = runs[0].readings[0].lstrip("+")
    return text[: found.start()], f"{EXT}{digits}" if len(digits) <= LONGEST_EXT else ""


def _with_area(text: str, held: str, locale: Locale) -> Reading:
    """Take the answer to "what's the area code?": digits or a place; a whole number wins."""
    whole = _best_reading(text, "", locale)
    if whole.value is not None:
        return whole
    ways = [way for run in numbers.runs(tokens(text), locale) for way in run.readings]
    for way in ways:
        verdict = judge(way.zfill(2) + held) if way else phone_plan.INVALID
        if verdict.value is not None:
            return _complete(verdict.value, verdict.inferred)
    for code in ("02", "03", "07", "08"):
        if phrases(locale, f"phone.area_{code}").search(plain(text)):
            verdict = judge(code + held)
            if verdict.value is not None:
                return _complete(verdict.value, ("area_code",))
    return _local(held)


def _local(digits: str) -> Reading:
    return Reading(
        buffer=digits,
        outlook=Outlook.OPEN,
        problem="phone_area",
        slots=(("phone", _say_grouped(digits)),),
        asking="area",
    )


def _say_grouped(digits: str) -> str:
    """Say pieces of a number as it would be grouped."""
    if digits.startswith(("04", "1300", "1800")):
        cuts = (4, 7)
    elif digits.startswith("0"):
        cuts = (2, 6)
    else:
        cuts = (4, 8) if len(digits) == 8 else (3, 6)
    parts = (digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :])
    return ", ".join(say(part) for part in parts if part)


def _chosen(text: str, held: str, locale: Locale, *, places: bool = True) -> Reading | None:
    """Take the answer to "which one is best?"."""
    rivals = held.split("|")
    best = list(phrases(locale, "phone.best").finditer(plain(text)))
    said = best[-1].group().replace("'s", " is") if best else plain(text)
    for at, key in enumerate(("phone.first", "phone.second") if places else ()):
        if phrases(locale, key).search(said):
            return _complete(rivals[min(at, len(rivals) - 1)], ())
    for key, mobile in (("phone.mobile", True), ("phone.landline", False)):
        if phrases(locale, key).search(said):
            fitting = [one for one in rivals if one.startswith("+614") is mobile]
            if len(fitting) == 1:
                return _complete(fitting[0], ())
    ends = [way for run in numbers.runs(tokens(text), locale) for way in run.readings]
    fitting = [one for one in rivals if any(one.endswith(end) for end in ends)]
    return _complete(fitting[0], ()) if len(fitting) == 1 else None


def _best_reading(text: str, held: str, locale: Locale) -> Reading:
    """Read a turn; where "wait" may have been "eight", the reading that makes a number wins."""
    words = tokens(text)
    found = candidates(words, held, locale)
    reading = _interpret(found) if found else _nothing_new(words, held)
    if reading.value is None and any(word.text == "wait" for word in words):
        other = _interpret(candidates(words, held, locale, wait_is_eight=True))
        reading = other if other.value is not None else reading
    if _goes_on(words, locale) and reading.outlook is not Outlook.EMPTY:
        return msgspec.structs.replace(reading, outlook=Outlook.PREFIX)
    return reading


def _nothing_new(words: tuple[Token, ...], held: str) -> Reading:
    return Reading(buffer=held, outlook=Outlook.PREFIX if held and words else Outlook.EMPTY)


def _goes_on(words: tuple[Token, ...], locale: Locale) -> bool:
    """Whether a turn breaks off after "double", "um" or "sorry"."""
    if not words:
        return False
    vocabulary = numbers.vocabulary(locale)
    last = words[-1].text
    return (
        last in vocabulary.times
        or last in vocabulary.joiners
        or last in locale.words["control.sorry"]
    )


def _interpret(found: tuple[Found, ...]) -> Reading:
    """Turn candidates, the best first, into a reading."""
    complete = [one for one in found if one.verdict.value is not None]
    if complete:
        return _of_complete(complete)
    if any(len(one.digits.lstrip("+")) >= CARD_DIGITS for one in found):
        return Reading(problem="card_refused", outlook=Outlook.INVALID)
    for one in found:
        if one.verdict.local and one.verdict.outlook is Outlook.OPEN:
            return _local(one.digits)
    prefixes = [one.digits for one in found if one.verdict.outlook is Outlook.PREFIX]
    if prefixes:
        if judge(prefixes[0]).local:
            return _local(prefixes[0])
        return Reading(buffer=_alternatives(prefixes), outlook=Outlook.PREFIX)
    return _of_invalid(found)


def _alternatives(prefixes: list[str]) -> str:
    """Keep other readings of the same digits: "seventy one" may have been 71 or 70 and 1."""
    best = prefixes[0]
    close = [one for one in prefixes if abs(len(one) - len(best)) <= 2 and one[:2] == best[:2]]
    return "|".join(dict.fromkeys(close[:4]))


def _of_complete(complete: list[Found]) -> Reading:
    apart = {one.verdict.value or "": one for one in complete if one.run >= 0}
    firsts = {one.run: one for one in reversed(list(apart.values()))}
    rivals = sorted({one.verdict.value or "" for one in firsts.values()}, key=list(apart).index)
    if len(rivals) > 1:
        return Reading(
            buffer="|".join(rivals[:2]),
            outlook=Outlook.OPEN,
            problem="phone_which",
            asking="which",
            ambiguous=True,
        )
    best = complete[0].verdict
    return Reading(value=best.value, outlook=best.outlook, inferred=best.inferred)


def _of_invalid(found: tuple[Found, ...]) -> Reading:
    longest = max((one.digits for one in found), key=len, default="")
    if not longest:
        return Reading()
    if len(longest) in {8, 10} and longest.startswith(("190", "000")):
        return Reading(outlook=Outlook.INVALID, problem="phone_kind")
    if len(longest) > 8:
        slots = (("phone", _say_grouped(longest.lstrip("+"))),)
        return Reading(outlook=Outlook.INVALID, problem="phone_length", slots=slots)
    return Reading(outlook=Outlook.INVALID)
