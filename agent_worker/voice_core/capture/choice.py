"""One of a tenant's choices, by name, synonym, place in the list, or what sounds like it."""

import re
from itertools import pairwise
from typing import Final

import msgspec

from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.locale import numbers
from agent_worker.voice_core.locale.lexicon import members, phrases
from agent_worker.voice_core.locale.sounds import key, likeness, within_one
from agent_worker.voice_core.locale.tokens import plain, without, without_s

PLACES: Final = ("first", "second", "third")
ENOUGH: Final = 0.3
"""A choice of which less was heard is not proposed."""
MARGIN: Final = 0.15
"""The best choice must lead the next by this, or both are offered."""
CLOSE: Final = 0.75
NUMBERED: Final = re.compile(r"(?:number|option|choice) (\w{1,9})|([1-9])")
SHORT_WORD: Final = 3
OFFER: Final = "offer:"
"""Two or three were named to the caller: "the first one" and a key are of these."""
CUTS: Final = 3
"""Corrections in one turn that are looked at."""


class Choice:
    """The grammar of choices; the value is the id of one."""

    plan = Plan(
        name="choice",
        failure="service_other",
        typed=(("", 1), ("offer", 1)),
        top_level=1,
        implicit=True,
    )

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Find the choice that a turn means, or the two that it may mean."""
        if state.asking.startswith(OFFER):
            offered = state.asking.removeprefix(OFFER).split("|")
            names = dict(context.choices)
            few = tuple((one, names[one]) for one in offered if one in names)
            picked = _placed(plain(text), msgspec.structs.replace(context, choices=few))
            if picked:
                return Reading(value=picked, outlook=Outlook.COMPLETE)
        return _read(text, context)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read another choice as a correction."""
        reading = _read(text, context)
        if reading.value is None or reading.value == state.value:
            return None
        return Reading(value=reading.value, outlook=reading.outlook, operation="replace")

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find a choice named outright in a turn about something else."""
        said = plain(text)
        meant = _named(said, context) or _told(said, context)
        return Reading(value=meant[0], outlook=Outlook.COMPLETE) if len(meant) == 1 else Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """A key picks by place among what was offered: `read` takes it."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return the choice's name."""
        del level
        return next((names[0] for one, names in context.choices if one == value), value)

    def pieces(self, buffer: str) -> str:
        """Nothing is kept."""
        return buffer

    def hints(self, context: Context) -> tuple[str, ...]:
        """The names of the choices."""
        return tuple(names[0] for _, names in context.choices)


def _read(text: str, context: Context) -> Reading:
    said = plain(text)
    cuts = list(phrases(context.locale, "control.sorry").finditer(said))
    for cut in reversed(cuts[-CUTS:]):
        after = _read_once(said[cut.end() :], context)
        if after.value is not None:
            return after
    whole = _read_once(said, context)
    return msgspec.structs.replace(whole, outlook=Outlook.OPEN) if cuts else whole


def _read_once(said: str, context: Context) -> Reading:
    whole = _read_part(said, context)
    parts = said.split(" or ")[:CUTS]
    if len(parts) == 1 or whole.ambiguous or _is_one_name(said, context):
        return whole
    values = [_read_part(part, context).value for part in parts]
    either = list(dict.fromkeys(value for value in values if value is not None))
    return _offer(either, context) if len(either) > 1 else whole


def _is_one_name(said: str, context: Context) -> bool:
    """Whether the "or" of a turn stands in a choice's own name: "blood or sewage to clean up"."""
    names = (plain(name) for _, names in context.choices for name in names)
    return any(" or " in name and f" {name} " in f" {said} " for name in names)


def _read_part(said: str, context: Context) -> Reading:
    named = _named(said, context)
    told = _told(_beside(said, named, context), context)
    meant = list(dict.fromkeys([*named, *told]))
    if len(meant) == 1:
        sure = Outlook.COMPLETE if named else Outlook.OPEN
        return Reading(value=meant[0], outlook=sure)
    if named:
        return _offer(meant[:3], context)
    placed = _placed(said, context)
    if placed:
        return Reading(value=placed, outlook=Outlook.COMPLETE)
    scored = sorted(
        (
            (_score(said, names, context), -at, one)
            for at, (one, names) in enumerate(context.choices)
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < ENOUGH:
        return Reading(outlook=Outlook.INVALID if said else Outlook.EMPTY)
    close = [one for score, _, one in scored if score > scored[0][0] - MARGIN]
    if len(close) > 1:
        return _offer(close[:3], context)
    return Reading(value=close[0], outlook=Outlook.OPEN)


def _named(said: str, context: Context) -> list[str]:
    """Return the choices of which a name is said; one within a longer name is not meant."""
    heard = f" {said} | {without_s(said)} "
    found: dict[str, str] = {}
    for one, names in context.choices:
        there = [plain(name) for name in names if f" {plain(name)} " in heard]
        if there:
            found[one] = max(there, key=len)
    return [
        one
        for one, name in found.items()
        if not any(name != other and f" {name} " in f" {other} " for other in found.values())
    ]


def _beside(said: str, named: list[str], context: Context) -> str:
    """Return what was said besides the names of these choices."""
    for name in (plain(name) for one in named for name in dict(context.choices)[one]):
        said = f" {said} ".replace(f" {name} ", " ").strip()
    return said


def _told(said: str, context: Context) -> list[str]:
    """Return the choices with a name of several words that are all said: "my toilet is blocked"."""
    common = members(context.locale, "choice.common")
    heard = {_stem(word) for word in said.split()}

    def is_told(name: str) -> bool:
        wanted = [word for word in plain(name).split() if word not in common]
        return len(wanted) > 1 and all(_stem(word) in heard for word in wanted)

    return [one for one, names in context.choices if any(map(is_told, names))]


def _placed(said: str, context: Context) -> str:
    """Take "the second one"."""
    bare = said.removesuffix(" please").removeprefix("the ")
    numbered = NUMBERED.fullmatch(bare)
    if numbered:
        number = numbered[1] or numbered[2]
        figure = numbers.vocabulary(context.locale).small.get(number, number)
        at = int(figure) - 1 if figure.isdecimal() else -1
        return context.choices[at][0] if 0 <= at < len(context.choices) else ""
    for at, place in enumerate((*PLACES, "last")):
        if at < len(context.choices) or place == "last":
            found = phrases(context.locale, f"choice.{place}").fullmatch(bare)
            if found and context.choices:
                return context.choices[-1 if place == "last" else at][0]
    return ""


def _score(said: str, names: tuple[str, ...], context: Context) -> float:
    """Return how much of the best of a choice's names was said, 0 to 1."""
    common = members(context.locale, "choice.common")
    words = without(said, context.locale, "filler.sound", "filler.polite").split()
    heard = [word for word in words if word not in common]
    heard += [one + other for one, other in pairwise(words)]  # "bath room"
    best = 0.0
    for name in names:
        wanted = [word for word in plain(name).split() if word not in common]
        if "".join(wanted) in heard:
            return 1.0  # "hotwater"
        if wanted:
            best = max(best, sum(_is_said(word, heard) for word in wanted) / len(wanted))
    return best


def _is_said(word: str, heard: list[str]) -> bool:
    stem = _stem(word)
    for other in heard:
        if _stem(other) == stem or likeness(word, other) >= CLOSE:
            return True
        if word[:1] == other[:1] and likeness(word, other) > 0.5 and _sound_alike(word, other):
            return True
    return False


def _sound_alike(word: str, other: str) -> bool:
    """Whether words are heard for each other: a short one only if all its consonants are there."""
    if len(word) > SHORT_WORD:
        return within_one(key(word), key(other))
    return key(word) == key(other)


def _stem(word: str) -> str:
    for ending in ("'s", "ing", "ed", "es", "s", "age", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORT_WORD:
            return word.removesuffix(ending)
    return word


def _offer(ids: list[str], context: Context) -> Reading:
    names = [next(names[0] for one, names in context.choices if one == wanted) for wanted in ids]
    return Reading(
        outlook=Outlook.OPEN,
        problem="choice_offer",
        slots=(("choices", " or ".join(names)),),
        ambiguous=True,
        asking=OFFER + "|".join(ids),
    )
