"""Where an address begins in a turn: the sentence that leads in is no part of it.

A turn is read clause by clause, by its pauses, up to the "at" of the address. The address begins
behind the last words that introduce one ("my email is"), else behind the last clause that can only
be a sentence ("I'll read it off the card,"). Words of a sentence without a pause behind them leave
the beginning open: then it is asked for again, never guessed.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.capture.email_words import echoed, find, instruction, match, sign
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import members
from agent_worker.voice_core.locale.tokens import Token

INTRO, ASIDE, REFERS, ABOUT, TOLD, SKIPPED, SIGN, WORD, SPELLED = (
    "intro", "aside", "refers", "about", "told", "skipped", "sign", "word", "spelled",
)  # fmt: skip
"""What a word is to an address: `locale/…/words/email.toml` says of each list what it means."""
FOREIGN: Final = frozenset({INTRO, ASIDE, REFERS})
OURS: Final = frozenset({SIGN, WORD, SPELLED})
"""What makes a clause a part of the address."""
LISTED: Final = {
    "email.ignored": SKIPPED, "email.refers": REFERS, "email.intro": INTRO, "email.aside": ASIDE,
    "control.wait": ASIDE, "email.about": ABOUT, "email.lead": ABOUT, "consent.yes": ABOUT,
    "consent.firm": ABOUT, "filler.greeting": ABOUT, "filler.backchannel": ABOUT,
    "filler.sound": ABOUT, "filler.polite": ABOUT,
}  # fmt: skip
"""What a phrase is to an address; of two as long the earlier list decides."""
LISTED_KEYS: Final = tuple(LISTED)
LEAST_PHONE: Final = 8
"""Digits of a telephone number."""
LEAST_SPELLED: Final = 3
LEAST_WORDS: Final = 2
"""Letters of a spelling, and words before it that may only describe it."""


class Start(NamedTuple):
    """What a turn says of an address, without what leads in."""

    words: Sequence[Token]
    sure: bool
    """Whether the words up to the "at" can be an address."""


class _Begin(NamedTuple):
    at: int
    sure: bool = True


def start(words: Sequence[Token], locale: Locale) -> Start:
    """Leave out of a turn what comes before its address."""
    end = _end(words, locale)
    kinds = _kinds(words, end, locale)
    begin, sure = _behind_sentence(words, kinds, locale)
    begin = _said_again(words, kinds, begin)
    sure = sure and not _described(words, kinds, begin, locale)
    begin, clear = _behind_assent(words, kinds, begin, locale)
    kept = [word for word, kind in zip(words[begin:], kinds[begin:], strict=False) if kind != TOLD]
    return Start([*kept, *words[max(begin, end) :]], sure and clear)


def _behind_sentence(words: Sequence[Token], kinds: Sequence[str], locale: Locale) -> _Begin:
    """Go through the clauses before the "at": the last that tells where to begin decides."""
    begun, first = _Begin(0), 0
    for last, word in enumerate(words[: len(kinds)]):
        if not word.pause and last + 1 < len(kinds):
            continue
        found = _clause(kinds, first, last + 1)
        if _is_phone(words[first : last + 1], locale) and WORD in kinds[last + 1 :]:
            found = _Begin(last + 1)
        if found is not None and (begun.at == first or not _idle(kinds, first, last + 1)):
            begun = found
        first = last + 1
    return begun


def _behind_assent(
    words: Sequence[Token], kinds: Sequence[str], begin: int, locale: Locale
) -> _Begin:
    """Leave out "and", "yeah", "no worries"; the latter may be a name before plain words."""
    if begin and begin < len(kinds) and words[begin].text == "and":
        begin += 1
    assent = match(words, begin, "consent.yes", locale)
    if assent > 1:
        rest = kinds[begin + assent :]
        named = SPELLED in rest[:1] or SIGN in rest[1:2]
        return _Begin(begin + assent if named else begin, sure=named or not rest)
    while begin < len(words) and (size := _lead(words, begin, locale)):
        begin += size
    return _Begin(begin)


def _lead(words: Sequence[Token], at: int, locale: Locale) -> int:
    """Return how many words at `at` only lead in; "oh seven" is a number."""
    following = words[at + 1].text if at + 1 < len(words) and not words[at].pause else ""
    if words[at].text == "oh" and numbers.is_number(following, numbers.vocabulary(locale)):
        return 0
    size = match(words, at, "email.lead", locale)
    return size and size + match(words, at + size, "filler.polite", locale)  # "nah mate"


def _end(words: Sequence[Token], locale: Locale) -> int:
    """Return the index of the last "at" with a domain behind it."""
    alone = members(locale, "email.alone")
    domain = False
    for at in reversed(range(len(words))):
        said = sign(words, at, locale)[0]
        domain = domain or said == "." or words[at].text in alone
        if domain and said == "@":
            return at
    return len(words)


def _kinds(words: Sequence[Token], end: int, locale: Locale) -> list[str]:
    """Say of each word before the "at" what it is to the address."""
    kinds: list[str] = []
    while len(kinds) < end:
        at = len(kinds)
        kind, size = _kind(words, at, locale)
        if kind == INTRO and _echo(words, kinds, at + size, locale):
            kind = SKIPPED
        kinds += [kind] * size
    del kinds[end:]
    for at, kind in enumerate(kinds):
        before, after = kinds[at - 1] if at else "", kinds[at + 1] if at + 1 < end else ""
        if words[at].text == "for" and (not at or words[at - 1].pause):
            kinds[at] = ASIDE if any(word.pause for word in words[at:end]) else kind
        letter = len(words[at].text) == 1 and (words[at].pause or not after)
        if kind == ASIDE and (SIGN in {before, after} or letter):
            kinds[at] = WORD  # "he dot wang", "n, i"
        if kind == INTRO and before == SIGN:
            kinds[at] = WORD  # "jims dot email"
        if kind == INTRO and after == TOLD and not OURS.isdisjoint(kinds[:at]):
            kinds[at] = TOLD  # "peter pan, that's all one word"
    return _ended(kinds) if end < len(words) else kinds


def _ended(kinds: list[str]) -> list[str]:
    """Take "for you" at the end for words of the address: no address comes behind it."""
    at = len(kinds)
    while at and kinds[at - 1] in {INTRO, ASIDE, TOLD, SKIPPED}:
        at -= 1
    if at and kinds[at - 1] in OURS | {ABOUT} and not FOREIGN.intersection(kinds[:at]):
        return [*kinds[:at], *(WORD if kind in FOREIGN else kind for kind in kinds[at:])]
    return kinds


def _kind(words: Sequence[Token], at: int, locale: Locale) -> tuple[str, int]:
    size = sign(words, at, locale)[1]
    if size:
        return SIGN, size
    key, size = find(words, at, LISTED_KEYS, locale)
    told = instruction(words, at, locale)
    if told and told >= size:
        return TOLD, told
    kind, size = (LISTED[key], size) if size else (WORD, 1)
    letters = spelling.read(words, at, locale)
    if letters.sure and not (size > 1 and kind in FOREIGN):  # "for you, k o w …"
        return SPELLED, letters.end - at
    after = words[at + size].text if at + size < len(words) else ""
    if words[at + size - 1].text == "one" and numbers.is_number(after, numbers.vocabulary(locale)):
        return WORD, 1  # "office one six five four"
    return kind, size


def _echo(words: Sequence[Token], kinds: Sequence[str], at: int, locale: Locale) -> bool:
    """Whether the letters from `at` on spell again what was said: no address begins there."""
    letters = spelling.read(words, at, locale)
    if not letters.sure:
        return False
    texts = [words[n].text if kind == WORD else "" for n, kind in enumerate(kinds)]
    return echoed(texts, letters.letters) is not None


def _clause(kinds: Sequence[str], first: int, end: int) -> _Begin | None:
    """Say where the address begins as far as one clause tells; None if it tells nothing."""
    foreign = [at for at in range(first, end) if kinds[at] in FOREIGN]
    goes_on = not OURS.isdisjoint(kinds[end:])
    if not foreign:
        idle = _idle(kinds, first, end) and kinds[end : end + 1] != [SIGN]  # "a, dot, smith"
        return _Begin(end) if goes_on and idle else None
    last = foreign[-1]
    rest = [kind for kind in kinds[last + 1 : end] if kind not in {SKIPPED, TOLD}]
    if kinds[last] == INTRO and (not goes_on or not OURS.isdisjoint(rest)):
        return _Begin(last + 1, sure=rest[:1] != [SIGN])  # "it's dot com": no beginning
    if goes_on:
        return _Begin(end)
    return _Begin(last + 1, sure=SPELLED in rest and {*rest} <= {SPELLED, SIGN})


def _is_phone(clause: Sequence[Token], locale: Locale) -> bool:
    """Whether a clause is a telephone number and nothing else."""
    vocabulary = numbers.vocabulary(locale)
    digits = sum(len(word.text) if word.text.isdecimal() else 1 for word in clause)
    return digits >= LEAST_PHONE and all(
        numbers.is_number(word.text, vocabulary) for word in clause
    )


def _described(words: Sequence[Token], kinds: Sequence[str], begin: int, locale: Locale) -> bool:
    """Whether words before a spelling say of it what it is: "the irish way, s e a n"."""
    spelled = len(kinds)
    while spelled and kinds[spelled - 1] == SPELLED:
        spelled -= 1
    said = kinds[begin:spelled]
    plain = not {SIGN, SKIPPED}.intersection(said) and len(said) >= LEAST_WORDS
    if not plain or len(kinds) - spelled < LEAST_SPELLED:
        return False
    letters = spelling.read(words, spelled, locale).letters
    span = echoed([word.text for word in words[begin:spelled]], letters)
    return span is None or span[1] < len(said)


def _idle(kinds: Sequence[str], first: int, end: int) -> bool:
    """Whether a clause has nothing of a sentence and nothing of an address."""
    return (OURS | FOREIGN).isdisjoint(kinds[first:end])


def _said_again(words: Sequence[Token], kinds: Sequence[str], begin: int) -> int:
    """Leave out a name that the address begins with again: "chloe webb, chloe dot webb"."""
    for last in range(begin, len(kinds)):
        if kinds[last] != WORD:
            break
        if words[last].pause:
            name = "".join(word.text for word in words[begin : last + 1])
            again = list(_runs(words[last + 1 : len(kinds)], kinds[last + 1 :]))
            return last + 1 if len(name) > 1 and name in again else begin
    return begin


def _runs(words: Sequence[Token], kinds: Sequence[str]) -> Iterator[str]:
    """Return what the first words, the first two, and so on are together, without signs."""
    run = ""
    for word, kind in zip(words, kinds, strict=True):
        run += "" if kind == SIGN else word.text
        yield run
