"""A spoken or half written e-mail address as pieces: words, letters, digits and signs."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.capture.email_start import start
from agent_worker.voice_core.capture.email_words import (
    ECHOED,
    NEARLY,
    SIGN_KEYS,
    echoed,
    find,
    instruction,
    match,
    sign,
    split,
    without_articles,
)
from agent_worker.voice_core.capture.name_words import ALIKE, likeness
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import members
from agent_worker.voice_core.locale.tokens import Token

REPEATED: Final = frozenset("_-")
"""The signs that an address may have twice in a row."""
NO_WORDS: Final = (*SIGN_KEYS, "email.instruction", "email.ignored", "email.trail", "email.echo")


class Piece(NamedTuple):
    """One piece of an address."""

    text: str
    kind: str
    """`word`, `letters`, `digits`, `sign`."""


class Said(NamedTuple):
    """A turn as pieces of an address."""

    pieces: tuple[Piece, ...]
    sure: bool
    """Whether nothing before the "at" belongs to a sentence instead."""


def pieces(text: str, locale: Locale) -> list[Piece]:
    """Read a turn as pieces of an address, what leads in left out."""
    return list(read(text, locale).pieces)


@lru_cache(maxsize=64)
def read(text: str, locale: Locale) -> Said:
    """Read a turn as pieces of an address, and say whether they can be one."""
    words, sure = start(without_articles(split(text, locale), locale), locale)
    found: list[Piece] = []
    at = 0
    while at < len(words):
        at = _respelled(found, words, at, locale) or _next(found, words, at, locale)
    return Said(tuple(found), sure)


def _next(found: list[Piece], words: Sequence[Token], at: int, locale: Locale) -> int:
    piece, used = _piece(words, at, locale)
    if piece is not None:
        _add(found, piece)
    return at + used


def _respelled(found: list[Piece], words: Sequence[Token], at: int, locale: Locale) -> int:
    """Put "that's z e d" in the place of what it spells again; return the word after it, or 0."""
    size = match(words, at, "email.echo", locale)
    if not size:
        return 0
    letters = spelling.read(words, at + size, locale)
    said = [piece.text if piece.kind == "word" else "" for piece in found]
    span = echoed(said, letters.letters) if letters.sure else None
    if span is None:
        return 0
    first, last = span
    again = first > 0 and found[first - 1] == found[first] and last == first + 1
    found[first - again : last] = [Piece(letters.letters, "letters")]
    return letters.end


def _add(found: list[Piece], piece: Piece) -> None:
    """Add a piece; letters that spell the word before them take its place."""
    last = found[-1] if found else None
    if piece.kind == "letters" and len(piece.text) > 1:
        for count in range(ECHOED, 0, -1):
            words = found[-count:]
            said = "".join(word.text for word in words)
            close = likeness(said, piece.text) >= (ALIKE + 0.1 if count == 1 else NEARLY)
            if close and said[0] == piece.text[0] and all(word.kind == "word" for word in words):
                found[-count:] = [piece]
                return
    if last is not None and piece.kind == "word" and last == (piece.text, "letters"):
        return  # "e v i e, evie"
    if piece.kind == "sign" and piece == last and piece.text not in REPEATED:
        return
    found.append(piece)


def _piece(words: Sequence[Token], at: int, locale: Locale) -> tuple[Piece | None, int]:
    """Read one piece; None for words that say nothing of the address."""
    size = instruction(words, at, locale) or match(words, at, "email.ignored", locale)
    if size:
        return None, size
    said, used = sign(words, at, locale)
    if used:
        return Piece(said, "sign"), used
    twice = numbers.vocabulary(locale).times.get(words[at].text)
    if twice:
        said, used = sign(words, at + 1, locale)
        if said in REPEATED:
            return Piece(said * twice, "sign"), used + 1
    digits, used = _digits(words, at, locale)
    if digits:
        return Piece(digits, "digits"), used
    letters = spelling.read(words, at, locale)
    if letters.letters and letters.sure:
        return Piece(letters.letters, "letters"), letters.end - at
    if words[at].text in spelling.ONLY_LETTERS:
        return Piece(spelling.letter_words(locale)[words[at].text], "letters"), 1
    return Piece(words[at].text, "word"), 1


def _digits(words: Sequence[Token], at: int, locale: Locale) -> tuple[str, int]:
    """Read number words; a lone one among words stays a word ("three blind mice")."""
    vocabulary = numbers.vocabulary(locale)
    before = words[at - 1].text if at else ""
    end = at
    while end < len(words) and (_numeric(words, end, vocabulary) or _adds(words, end, at, locale)):
        end += 1
    if before in members(locale, "email.word") or not any(
        _counts(word.text, vocabulary) for word in words[at:end]
    ):
        return "", 0
    lone_word = end - at == 1 and not words[at].text.isdecimal()
    lone_word = lone_word and before not in members(locale, "email.numeral")
    if lone_word and end < len(words) and _is_word(words, end, locale):
        return "", 0
    found = numbers.runs(words[at:end], locale)
    if not found or found[0].first != 0 or not found[0].readings:
        return "", 0
    return found[0].readings[0].lstrip("+"), max(found[0].end, 1)


def _adds(words: Sequence[Token], at: int, first: int, locale: Locale) -> bool:
    """Whether a word goes on with a number: "thousand" behind one, "and" between two."""
    vocabulary = numbers.vocabulary(locale)
    if at == first:
        return False
    if words[at].text in vocabulary.thousand:
        return True
    scaled = words[at - 1].text in vocabulary.hundred | vocabulary.thousand
    after = words[at + 1].text if at + 1 < len(words) else ""
    return words[at].text == "and" and scaled and numbers.is_number(after, vocabulary)


def _numeric(words: Sequence[Token], at: int, vocabulary: numbers.Vocabulary) -> bool:
    text = words[at].text
    if text in vocabulary.times:
        following = words[at + 1].text if at + 1 < len(words) else ""
        after = words[at + 2].text if at + 2 < len(words) else ""
        if following in {"oh", "o"}:
            return numbers.is_number(after, vocabulary)
        return numbers.is_number(following, vocabulary)
    return numbers.is_number(text, vocabulary) or text in vocabulary.hundred


def _counts(text: str, vocabulary: numbers.Vocabulary) -> bool:
    """Whether a word makes a run of digits one: "oh" alone is a letter."""
    return numbers.is_number(text, vocabulary) and text not in {"oh", "o"}


def _is_word(words: Sequence[Token], at: int, locale: Locale) -> bool:
    signs = find(words, at, NO_WORDS, locale)[1]
    return not signs and words[at].text.isalpha() and len(words[at].text) > 1
