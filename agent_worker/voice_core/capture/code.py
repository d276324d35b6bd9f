"""A code or a spelled word: letters and digits one by one, a shape telling oh from zero."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from agent_worker.voice_core.capture import code_shape, spelling
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.digit_repair import ORDINALS, TAIL
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import members, phrases
from agent_worker.voice_core.locale.tokens import Token, plain, tokens

SHORTEST: Final = 2
MIXED: Final = re.compile(r"\b(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{2,12}\b")
"""Letters and digits in one written word are a code: "abc12d"."""
LONGEST: Final = 20
PLACE: Final = re.compile(
    rf"\b({'|'.join((*ORDINALS, 'last'))}) (?:one|letter|digit|number|character)"
)
CHUNK: Final = 4
BEFORE: Final = frozenset({"is", "it's", "its", "that's", "was"})
"""A sentence that ends with one of these has a code after it."""
STRETCHED: Final = (0, 2, 5)
"""How far what was heard may be stretched to a shape, by the tries before (measured)."""


class _Chars(NamedTuple):
    text: str
    mismatch: bool
    corrected: bool = False
    """Whether one part of the turn takes back another."""
    passed_over: bool = False
    """Whether there were words that are no part of a code nor known to stand around one."""


class Code:
    """The grammar of spelled letters and codes."""

    plan = Plan(name="spelled", failure="spelled_unverified", top_level=3, weighs=True)

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read letters and digits, after those in `state.buffer`."""
        chars = _read_corrected(text, context.locale)
        if context.shapes:
            return _shaped(text, chars, state, context)
        if chars.mismatch:
            return Reading(buffer=state.buffer, outlook=Outlook.INVALID, problem="spelled_mismatch")
        if not chars.text:
            return Reading(buffer=state.buffer, outlook=Outlook.EMPTY)
        return _joined(chars.text, _judged(chars.text, ()), state.buffer, ())

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a correction: one place, the end, "x not y", or the whole anew."""
        old, said = state.value or "", plain(text)
        new = _edited(said, old, context.locale) or _said_anew(text, old, context)
        if new is None:
            return None
        reading = _judged(new, context.shapes)
        if context.shapes and reading.value is None:
            return None
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
        return context.locale.words["hints.spelled"]


def _shaped(text: str, chars: _Chars, state: FieldState, context: Context) -> Reading:
    """Read a turn as one of the shapes, alone or after what there is; else as its beginning."""
    shapes, held, as_it_is = context.shapes, state.buffer, Reading(outlook=Outlook.INVALID)
    tries = min(state.attempts + bool(held), len(STRETCHED) - 1)
    fit = _anew(text, chars, context)
    whole = _fitting(fit) if fit is not None and fit.cost <= STRETCHED[tries] else as_it_is
    if fit is not None and not fit.cost:
        return _joined(chars.text, whole, held if len(chars.text) == len(fit.text) else "", shapes)
    rest = _judged(held + chars.text, shapes) if held else as_it_is
    if (
        rest.value
        and not chars.text.startswith(held)
        and not _changes(held + chars.text, rest.value)
    ):
        return rest
    if chars.mismatch and not whole.value:
        return Reading(buffer=held, outlook=Outlook.INVALID, problem="spelled_mismatch")
    begun = _judged(chars.text, shapes)
    if whole.value and (tries or not begun.buffer or chars.passed_over):
        return whole
    if chars.passed_over or (fit is not None and not begun.buffer):
        return Reading(buffer=held, outlook=Outlook.INVALID)
    return _joined(chars.text, begun, held, shapes)


def _fitting(fit: code_shape.Fit) -> Reading:
    level = 2 if fit.cost else 1
    return Reading(value=fit.text, outlook=Outlook.COMPLETE, doubt=fit.cost, level=level)


def _joined(text: str, alone: Reading, held: str, shapes: tuple[str, ...]) -> Reading:
    """Read a turn behind what is held, unless it is a code by itself and more likely so."""
    if not held:
        return alone
    joined = _judged(held + text, shapes)
    anew = alone.value is not None and _is_anew(text, alone.value, held, joined.value)
    return alone if anew else joined


def _said_anew(text: str, old: str, context: Context) -> str | None:
    """Read a turn after a read-back: the code again, or what goes over a part of it."""
    locale = context.locale
    chars = _read_corrected(text, locale)
    fit = _anew(text, chars, context)
    if fit is not None:
        return fit.text if fit.cost <= STRETCHED[0] else None
    marked = phrases(locale, "email.sorry", "code.no").search(plain(text))
    vague = len(chars.text) < SHORTEST or chars.passed_over
    if not chars.text or (context.shapes and vague and not marked):
        return None
    goes_on = not (context.shapes or marked) and _is_other(old, chars.text)
    return old + chars.text if goes_on else _over(old, chars.text)


def _anew(text: str, chars: _Chars, context: Context) -> code_shape.Fit | None:
    """Fit a turn that takes nothing back to the shapes."""
    if chars.corrected or not context.shapes:
        return None
    locale = context.locale
    words = _without_thanks(_tokens(text), locale)
    taken_back = phrases(locale, "email.sorry", "code.no")
    said = " ".join(word.text for word in words)
    if taking := taken_back.match(said):
        words = words[taking.group().count(" ") + 1 :]
    if words and words[0].text != "and":
        words = _without_lead(words, locale)
    starts = [at for at, word in enumerate(words, start=1) if word.text in BEFORE]
    stretches = [words, *(words[at:] for at in starts[-1:])]  # "the plate on the ute is A B C…"
    fits = [code_shape.fit(stretch, context.shapes, locale) for stretch in stretches]
    best = min((fit for fit in fits if fit), key=lambda fit: fit.cost, default=None)
    if best is None or best.cost > code_shape.AND:  # an "and" is no n then
        joined = [word for word in words if word.text != "and"]
        best = code_shape.fit(joined, context.shapes, locale) or best
    return best


def _spoken(value: str, at: int, level: int) -> str:
    char = value[at]
    beside = value[max(0, at - 1) : at] + value[at + 1 : at + 2]
    if char == "O" and any(map(str.isdecimal, beside)):
        return "o for oscar"
    return spelling.spoken(char, level)


def _read_corrected(text: str, locale: Locale) -> _Chars:
    """Read a turn; what follows "sorry" or a "no" takes the place of what it most resembles."""
    words = _without_lead(_without_thanks(_tokens(text), locale), locale)
    said = " ".join(word.text for word in words)
    kept, first = _Chars("", mismatch=False), 0
    taken_back = phrases(locale, "email.sorry", "code.no").finditer(said)
    for found in [*(one for one in taken_back if one.end() < len(said)), None]:
        end = len(words) if found is None else said.count(" ", 0, found.start())
        new = _read(words[first:end], locale)
        corrected = bool(kept.text) and bool(new.text)
        kept = _Chars(
            _over(kept.text, new.text),
            mismatch=kept.mismatch or new.mismatch,
            corrected=kept.corrected or corrected,
            passed_over=kept.passed_over or new.passed_over,
        )
        if found is not None:
            first = end + found.group().count(" ") + 1
            again = phrases(locale, "control.restart").search(found.group())
            kept = _Chars("", mismatch=False) if again else kept
    return kept


def _tokens(text: str) -> Sequence[Token]:
    return tokens(MIXED.sub(lambda found: found.group().upper(), text))


def _without_thanks(words: Sequence[Token], locale: Locale) -> Sequence[Token]:
    """Drop a "thank you" or an "I think" at the end: these are no letters."""
    said = " ".join(word.text for word in words)
    for thanks in reversed(list(phrases(locale, "filler.polite", "consent.hedge").finditer(said))):
        if thanks.end() < len(said):
            break
        said = said[: thanks.start()].rstrip()
    return words[: len(said.split())]


def _without_lead(words: Sequence[Token], locale: Locale) -> Sequence[Token]:
    """Drop an "okay" before the code: it is no k."""
    lead = members(locale, "code.lead")
    first = 0
    while (
        first < len(words) and words[first].text in lead and not code_shape.is_chunk(words, first)
    ):
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
    text, mismatch, passed_over, at = "", False, False, 0
    vocabulary = numbers.vocabulary(locale)
    while at < len(words):
        digits, used = (words[at].cased, 1) if code_shape.is_chunk(words, at) else ("", 0)
        if not used:
            digits, used = _digits(words, at, vocabulary, after=text)
        if not used:
            letters = spelling.read(words, at, locale)
            digits, used = letters.letters.upper(), letters.end - at
            mismatch = mismatch or letters.mismatch
        if not used:
            digits, used = _written(words[at], locale), 1
            known = words[at].text in members(locale, "code.lead") | members(locale, "filler.sound")
            passed_over = passed_over or not (digits or known)
        text += digits
        at += used
    return _Chars(text[: LONGEST + 1], mismatch, passed_over=passed_over)


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


def _written(word: Token, locale: Locale) -> str:
    """Take letters that were written together: the ABC of "ABC, one two"."""
    if word.text in members(locale, "code.lead"):
        return ""
    return word.cased if word.cased.isupper() and word.cased.isascii() else ""


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
        doubles = (char, code_shape.ALIKE.get(char, ""))
        options = [one for one in doubles if one and code_shape.is_kind(one, kind)]
        if not options:
            return None
        fitted += options[0]
    return fitted


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
