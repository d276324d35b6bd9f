"""Corrections of a string of digits: tail, head, middle, a span, one position, or all of it."""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.tokens import Token, tokens

PARTS: Final = "digits?|numbers?|ones?|bits?|parts?|groups?|figures?|lot"
TAIL: Final = re.compile(
    r"\b(?:(?:at|on) the (?:very )?end|ends? (?:in|with|on)|ending (?:in|with)"
    r"|finish(?:es|ing)? (?:in|with|on)|tail end|(?:last|final) "
    rf"(?:(?:few|one|two|three|four|five|six|seven|[2-7])(?: |$))?(?:{PARTS})?)(?:\b|$)"
)
HEAD: Final = re.compile(
    r"\b(?:starts? (?:with|on|off with)|starting with|begins? with|beginning with"
    r"|at the (?:start|front|beginning)|prefix(?: is)?|area code(?: is|'s)?"
    rf"|first (?:(?:few|two|three|four|[2-6]) (?:{PARTS})?|bit|part|group|lot))\b"
)
MIDDLE: Final = re.compile(
    rf"\b(?:in the middle|middle (?:(?:two|three|four|[2-4]) )?(?:{PARTS})?"
    r"|second (?:bit|part|group|lot))\b"
)
ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
POSITION: Final = re.compile(rf"\b({'|'.join((*ORDINALS, 'last'))}) (?:digit|number|one|figure)\b")
NOT: Final = re.compile(r"\b(?:not|instead of|rather than|isn't|wasn't|never)\b")
CHANGE: Final = re.compile(
    r"\b(?:should be|is meant to be|supposed to be|needs to be|to an?|with an?|ought to be)\b"
)


class Edit(NamedTuple):
    """One correction, applied."""

    operation: str
    digits: str
    changed: str
    """The new part alone."""


class _Scope(NamedTuple):
    old: str
    groups: tuple[str, ...]
    valid: Callable[[str], bool]


def edit(
    text: str, old: str, groups: tuple[str, ...], valid: Callable[[str], bool], locale: Locale
) -> Edit | None:
    """Apply a correction to `old`, whose natural groups are given.

    Returns:
        The edit, whose digits need not be valid; None if the text corrects nothing.
    """
    scope = _Scope(old, groups, valid)
    said = tokens(text)
    plain = " ".join(token.text for token in said)
    for operation in (_position, _place, _span):
        found = operation(plain, scope, locale)
        if found is not None:
            return found
    readings = _digits(plain, locale, said)
    return _bare(readings, scope)


def _digits(plain: str, locale: Locale, said: Sequence[Token] | None = None) -> tuple[str, ...]:
    """Return the ways to read all digits of a stretch of text, the likeliest first."""
    ways: tuple[str, ...] = ("",)
    for run in numbers.runs(said if said is not None else tokens(plain), locale):
        ways = tuple(way + reading for way in ways for reading in run.readings)[: numbers.WIDTH]
    return tuple(way for way in ways if way)


def _pick(operation: str, edits: list[tuple[str, str]], scope: _Scope) -> Edit | None:
    """Return the first valid one of several readings, else the first."""
    if not edits:
        return None
    best = next((made for made in edits if scope.valid(made[0])), edits[0])
    return Edit(operation, best[0], best[1])


def _position(plain: str, scope: _Scope, locale: Locale) -> Edit | None:
    """Edit one place: "the second number should be a five", or the last one."""
    found = POSITION.search(plain)
    if found is None:
        return None
    new = next((way for way in _digits(plain[found.end() :], locale) if len(way) == 1), "")
    if not new:
        return None
    at = len(scope.old) - 1 if found.group(1) == "last" else ORDINALS.index(found.group(1))
    if at >= len(scope.old):
        return Edit("position", "", new)
    return Edit("position", scope.old[:at] + new + scope.old[at + 1 :], new)


def _place(plain: str, scope: _Scope, locale: Locale) -> Edit | None:
    """Edit a stretch: "last three are …", "starts with …", "… in the middle"."""
    for operation, pattern in (("tail", TAIL), ("head", HEAD), ("middle", MIDDLE)):
        found = pattern.search(plain)
        if found is None:
            continue
        around = f"{plain[: found.start()]} | {plain[found.end() :]}"
        edits = [
            (replaced, new)
            for new in _digits(_affirmed(around, locale), locale)
            if (replaced := _replaced(operation, new, scope))
        ]
        made = _pick(operation, edits, scope)
        if made is not None:
            return made
    return None


def _affirmed(plain: str, locale: Locale) -> str:
    """Drop what is denied: "five six, not five seven" says five six."""
    found = NOT.search(plain)
    if found is None:
        return plain
    before, after = plain[: found.start()], plain[found.end() :]
    return before if _digits(before, locale) else after


def _replaced(operation: str, new: str, scope: _Scope) -> str:
    old = scope.old
    if len(new) >= len(old):
        return new
    if operation == "tail":
        return old[: -len(new)] + new
    if operation == "head":
        return new + old[len(new) :]
    if len(scope.groups) != 3 or len(new) != len(scope.groups[1]):
        return ""
    return scope.groups[0] + new + scope.groups[2]


def _span(plain: str, scope: _Scope, locale: Locale) -> Edit | None:
    """Edit what is named: "not 148, 957", "957 not 148", "the six should be a seven"."""
    for pattern, new_first in ((NOT, True), (CHANGE, False)):
        found = pattern.search(plain)
        if found is None:
            continue
        before = _digits(plain[: found.start()], locale)
        after = _digits(plain[found.end() :], locale)
        pairs = _pairs(before, after, plain[found.end() :], locale, new_first=new_first)
        edits = [
            (scope.old.replace(old, new), new)
            for old, new in pairs
            if scope.old.count(old) == 1 and old != new
        ]
        made = _pick("span", edits, scope)
        if made is not None or pairs:
            return made or Edit("span", "", "")
    return None


def _pairs(
    before: tuple[str, ...],
    after: tuple[str, ...],
    after_text: str,
    locale: Locale,
    *,
    new_first: bool,
) -> list[tuple[str, str]]:
    """Return (old, new): "new not old", "old should be new", or both behind: "not old, new"."""
    if before and after:
        ways = [(one, other) for one in before for other in after]
        return [(other, one) for one, other in ways] if new_first else ways
    if not new_first or not after:
        return []
    found = numbers.runs(tokens(after_text), locale)
    if len(found) == 2:
        return [(old, new) for old in found[0].readings for new in found[1].readings]
    halves = [way for way in after if len(way) % 2 == 0]
    return [(way[: len(way) // 2], way[len(way) // 2 :]) for way in halves]


def _bare(readings: tuple[str, ...], scope: _Scope) -> Edit | None:
    """Digits alone: as long as the value they replace it, shorter ones replace its tail."""
    if not readings or max(map(len, readings)) == 1:
        return None
    whole = [(way, "") for way in readings if scope.valid(way)]
    if whole:
        return Edit("replace", *whole[0])
    if (
        scope.groups
        and len(readings[0]) == len(scope.groups[0])
        and readings[0][:2] == scope.old[:2]
    ):
        return Edit("head", readings[0] + scope.old[len(readings[0]) :], readings[0])
    tails = [
        (scope.old[: -len(way)] + way, way)
        for way in readings
        if 1 < len(way) < len(scope.old) and scope.valid(scope.old[: -len(way)] + way)
    ]
    if tails:
        return Edit("tail", *tails[0])
    return Edit("replace", "", "")
