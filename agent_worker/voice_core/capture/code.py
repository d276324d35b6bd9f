"""A code or a spelled word: letters and digits one by one, a shape telling oh from zero."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.digit_repair import ORDINALS, TAIL
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import members, phrases
from agent_worker.voice_core.locale.tokens import Token, plain, tokens

ALIKE: Final = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S"}
"""Letters and digits that are said or heard alike."""
SHORTEST: Final = 2
MIXED: Final = re.compile(r"\b(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{2,12}\b")
"""Letters and digits in one written word are a code: "abc12d"."""
LONGEST: Final = 20
PLACE: Final = re.compile(
    rf"\b({'|'.join((*ORDINALS, 'last'))}) (?:one|letter|digit|number|character)"
)
CHUNK: Final = 4


class _Chars(NamedTuple):
    text: str
    mismatch: bool


class Code:
    """The grammar of spelled letters and codes."""

    plan = Plan(name="spelled", failure="spelled_unverified", top_level=3)

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read letters and digits, after those in `state.buffer`."""
        chars = _read_corrected(text, context.locale)
        if chars.mismatch:
            return Reading(buffer=state.buffer, outlook=Outlook.INVALID, problem="spelled_mismatch")
        if not chars.text and not context.shapes:
            return Reading(buffer=state.buffer, outlook=Outlook.EMPTY)
        alone = _judged(chars.text, context.shapes)
        joined = _judged(state.buffer + chars.text, context.shapes) if state.buffer else alone
        if alone.value is not None and _is_anew(
            chars.text, alone.value, state.buffer, joined.value
        ):
            joined = alone
        if joined.value is not None or joined.buffer or not context.shapes:
            return joined
        found = _inside(_loosely(text, context.locale), context.shapes)
        return Reading(value=found, outlook=Outlook.COMPLETE, level=2) if found else joined

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a correction: one place, the end, "x not y", or the whole anew."""
        old, said = state.value or "", plain(text)
        new = _edited(said, old, context.locale)
        if new is None:
            chars = _read_corrected(text, context.locale)
            if not chars.text or chars.text == old:
                return None
            denied = phrases(context.locale, "code.no", "email.sorry").match(said)
            goes_on = not (context.shapes or denied) and _is_other(old, chars.text)
            new = old + chars.text if goes_on else _over(old, chars.text)
        reading = _judged(new, context.shapes)
        operation = "part" if len(new) == len(old) else "replace"
        return Reading(value=reading.value, outlook=reading.outlook, operation=operation, level=2)

    def volunteered(self, text: str, context: Context) -> Reading:
        """Codes are not looked for in other turns."""
        del text, context
        return Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Codes are not typed."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return the code letter by letter; an o beside digits is "o for oscar"."""
        del context
        said = [_spoken(value, at, level) for at in range(len(value))]
        chunks = [" ".join(said[at : at + CHUNK]) for at in range(0, len(said), CHUNK)]
        return ", ".join(chunks)

    def pieces(self, buffer: str) -> str:
        """Return the letters so far."""
        return spelling.spoken(buffer, 1)

    def hints(self, context: Context) -> tuple[str, ...]:
        """Code words."""
        return members_in_order(context.locale, "hints.spelled")


def members_in_order(locale: Locale, key: str) -> tuple[str, ...]:
    """Return a word list in its order."""
    return locale.words[key]


def _spoken(value: str, at: int, level: int) -> str:
    char = value[at]
    beside = value[max(0, at - 1) : at] + value[at + 1 : at + 2]
    if char == "O" and any(map(str.isdecimal, beside)):
        return "o for oscar"
    return spelling.spoken(char, level)


def _read_corrected(text: str, locale: Locale) -> _Chars:
    """Read a turn; what follows "sorry" or a "no" takes the place of what it most resembles."""
    words = _without_thanks(tokens(MIXED.sub(lambda found: found.group().upper(), text)), locale)
    words = _without_lead(words, locale)
    said = " ".join(word.text for word in words)
    kept, first = _Chars("", mismatch=False), 0
    taken_back = phrases(locale, "email.sorry", "code.no").finditer(said)
    for found in [*(one for one in taken_back if one.end() < len(said)), None]:
        end = len(words) if found is None else said.count(" ", 0, found.start())
        new = _read(words[first:end], locale)
        kept = _Chars(_over(kept.text, new.text), kept.mismatch or new.mismatch)
        if found is not None:
            first = end + found.group().count(" ") + 1
            again = phrases(locale, "control.restart").search(found.group())
            kept = _Chars("", mismatch=False) if again else kept
    return kept


def _without_thanks(words: Sequence[Token], locale: Locale) -> Sequence[Token]:
    """Drop a "thank you" at the end: its "you" is no letter."""
    said = " ".join(word.text for word in words)
    for thanks in reversed(list(phrases(locale, "filler.polite").finditer(said))):
        if thanks.end() < len(said):
            break
        said = said[: thanks.start()].rstrip()
    return words[: len(said.split())]


def _without_lead(words: Sequence[Token], locale: Locale) -> Sequence[Token]:
    """Drop an "okay" before the code: it is no k."""
    lead = members(locale, "code.lead")
    first = 0
    while first < len(words) and words[first].text in lead and not _is_chunk(words, first):
        first += 1
    return words[first:]


def _over(old: str, new: str) -> str:
    """Put a correction over the stretch that it most resembles, the last of several.

    It may go on behind the end: "one six, no, one three p".
    """
    if not new or not old:
        return new or old

    def resembles(at: int) -> tuple[int, int, int]:
        pairs = list(zip(old[at:], new, strict=False))
        return sum(one == other for one, other in pairs), _alike(old[at:], new), at

    inside = len(old) - len(new)
    places = [at for at in range(len(old)) if at <= max(0, inside) or old[at] == new[0]]
    at = max(places, key=resembles)
    return old[:at] + new + old[at + len(new) :]


def _is_other(old: str, new: str) -> bool:
    """Whether letters and digits are not what was read back said again: its rest, then."""
    same = len(old) == len(new) == _alike(old, new)
    return not same and not set(old) & set(new) and len(old) + len(new) <= LONGEST


def _alike(old: str, new: str) -> int:
    """Count the places where both have a letter, or both a digit."""
    return sum(one.isdecimal() == other.isdecimal() for one, other in zip(old, new, strict=False))


def _read(words: Sequence[Token], locale: Locale) -> _Chars:
    text, mismatch, at = "", False, 0
    vocabulary = numbers.vocabulary(locale)
    while at < len(words):
        digits, used = (words[at].cased, 1) if _is_chunk(words, at) else ("", 0)
        if not used:
            digits, used = _digits(words, at, vocabulary, after=text)
        if not used:
            letters = spelling.read(words, at, locale)
            digits, used = letters.letters.upper(), letters.end - at
            mismatch = mismatch or letters.mismatch
        if not used:
            digits, used = _written(words[at], locale), 1
        text += digits
        at += used
    return _Chars(text[: LONGEST + 1], mismatch)


def _digits(
    words: Sequence[Token], at: int, vocabulary: numbers.Vocabulary, after: str
) -> tuple[str, int]:
    """Read number words; "oh" beside a digit is one, "double t" is not."""
    word = words[at].text
    following = words[at + 1].text if at + 1 < len(words) else ""
    if word in vocabulary.times:
        digit = vocabulary.small.get(following, following if following.isdecimal() else "")
        if not digit or following in {"o", "oh"}:
            return "", 0
        return digit[0] * vocabulary.times[word] + digit[1:], 2
    if word in {"oh", "o"} and following in {"for", "as", "like"}:
        return "", 0
    if word in {"oh", "o"}:
        beside = after[-1:].isdecimal() or _is_digit(following, vocabulary)
        return ("0", 1) if beside else ("O", 1)
    if word in vocabulary.tens:
        unit = vocabulary.small.get(following, "")
        joined = len(unit) == 1 and unit != "0"
        return vocabulary.tens[word] + (unit if joined else "0"), 1 + joined
    if word.isdecimal() or word in vocabulary.small:
        return vocabulary.small.get(word, word), 1
    counted = {"won", "ate", "to", "too"} | ({"for"} if _is_digit(following, vocabulary) else set())
    if word in counted and after:
        return vocabulary.homophones[word], 1
    return "", 0


def _is_digit(text: str, vocabulary: numbers.Vocabulary) -> bool:
    return numbers.is_number(text, vocabulary) and text not in {"oh", "o"}


def _is_chunk(words: Sequence[Token], at: int) -> bool:
    """Whether letters were written together beside figures: the IS of "LW 91 IS" is no word."""
    cased = words[at].cased
    beside = [
        word.text.isdecimal() for word in (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    ]
    return 1 < len(cased) <= CHUNK and cased.isalpha() and cased.isupper() and any(beside)


def _written(word: Token, locale: Locale) -> str:
    """Take letters that were written together: the ABC of "ABC, one two"."""
    if word.text in members(locale, "code.lead"):
        return ""
    return word.cased if word.cased.isupper() and word.cased.isascii() else ""


def _loosely(text: str, locale: Locale) -> str:
    """Return every letter and digit of a turn, short words taken for letters: "nw 10 1dh"."""
    vocabulary = numbers.vocabulary(locale)
    words = [
        word._replace(cased=word.text.upper())
        if len(word.text) < CHUNK and not _is_digit(word.text, vocabulary)
        else word
        for word in tokens(text)
        if word.text not in members(locale, "code.lead")
    ]
    return _read(words, locale).text


def _inside(text: str, shapes: tuple[str, ...]) -> str | None:
    """Return the first stretch of the text that has one of the shapes, the longest shape first."""
    for shape in sorted((shape.replace(" ", "") for shape in shapes), key=len, reverse=True):
        for at in range(len(text) - len(shape) + 1):
            fitted = _fitted(text[at : at + len(shape)], shape)
            if fitted is not None:
                return fitted
    return None


def _judged(text: str, shapes: tuple[str, ...]) -> Reading:
    if not shapes:
        whole = SHORTEST <= len(text) <= LONGEST
        return Reading(
            value=text if whole else None,
            buffer="" if whole else text[:LONGEST],
            outlook=Outlook.OPEN if whole else Outlook.PREFIX,
        )
    fitting = [_fitted(text, shape.replace(" ", "")) for shape in shapes]
    found = sorted(
        (_changes(text, fitted), len(shape.replace(" ", "")) > len(text), fitted)
        for shape, fitted in zip(shapes, fitting, strict=True)
        if fitted is not None
    )
    if not found:
        return Reading(outlook=Outlook.INVALID)
    _, unfinished, nearest = found[0]  # "one zero eight x s" is more likely 108XSH's than I08XS
    if unfinished:
        return Reading(buffer=text, outlook=Outlook.PREFIX)
    return Reading(value=nearest, outlook=Outlook.COMPLETE)


def _is_anew(text: str, alone: str, held: str, joined: str | None) -> bool:
    """Whether a turn that is a code by itself is the whole code, not the rest of what was held."""
    if joined is None or (text.startswith(held) and len(held) > 1):
        return True
    return _changes(held + text, joined) > _changes(text, alone)


def _changes(text: str, fitted: str) -> int:
    """Count what a shape makes of another kind than was heard; "oh" is either."""
    return sum(
        one != other and {one, other} != {"O", "0"} for one, other in zip(text, fitted, strict=True)
    )


def _fitted(text: str, shape: str) -> str | None:
    """Return the text as its shape has it, None if it cannot begin so."""
    if len(text) > len(shape):
        return None
    fitted = ""
    for char, kind in zip(text, shape, strict=False):
        options = [one for one in (char, ALIKE.get(char, "")) if one and _is_kind(one, kind)]
        if not options:
            return None
        fitted += options[0]
    return fitted


def _is_kind(char: str, kind: str) -> bool:
    return char.isdecimal() if kind == "9" else char.isalpha() if kind == "A" else char == kind


def _edited(said: str, old: str, locale: Locale) -> str | None:
    """Apply "the third one's a b", "ends in four", "x not y"."""
    found = PLACE.search(said) or TAIL.search(said)
    stretches = (said[found.end() :], said[: found.start()]) if found else ()
    readings = [
        _read(tokens(stretch.replace("'s a ", " ").replace(" a ", " ")), locale).text
        for stretch in stretches
    ]
    new = next((text for text in readings if text), "")
    if found and new:
        name = found.group(1) if found.re is PLACE else "last"
        if name == "last":
            return old[: -len(new)] + new
        at = ORDINALS.index(name)
        return old[:at] + new + old[at + len(new) :]
    parts = re.split(r"\bnot\b", said)
    if len(parts) == 2:
        new, dropped = (_read(tokens(part), locale).text for part in parts)
        if new and dropped and old.count(dropped) == 1:
            return old.replace(dropped, new)
    return None
