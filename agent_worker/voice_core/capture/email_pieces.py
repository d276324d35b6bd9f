"""A spoken or half written e-mail address as pieces: words, letters, digits and signs."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from agent_worker.voice_core.capture import spelling
from agent_worker.voice_core.capture.name_words import ALIKE, likeness
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.tokens import MAX_WORDS, Token, clean

PART: Final = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|[@._+\-]")
SIGNS: Final = {"dot": ".", "underscore": "_", "dash": "-", "plus": "+", "at": "@"}
LONGEST_PHRASE: Final = 5
ECHOED: Final = 3
"""Words that one spelling may repeat: "jay smith, j a y s m i t h"."""
NEARLY: Final = 0.9
"""Several words are repeated only by a spelling that is this much like them."""


class Piece(NamedTuple):
    """One piece of an address."""

    text: str
    kind: str
    """`word`, `letters`, `digits`, `sign`."""


def _tokens(text: str) -> list[Token]:
    """Split text, keeping the signs that stand inside an address and dropping punctuation."""
    text = spelling.apart(clean(text))
    found = []
    for match in islice(PART.finditer(text), MAX_WORDS):
        word = match.group()
        if word in ".-" and not _is_sign(text, match.start()):
            continue
        after = text[match.end() : match.end() + 1]
        ends = after == "." and text[match.end() + 1 : match.end() + 2] in {"", " ", "\n"}
        pause = ends or after in {",", ";", "?", "!"}
        found.append(Token(_ascii(word), word, pause))
    return found


def _is_sign(text: str, at: int) -> bool:
    """Whether a full stop or hyphen belongs to the address: "a.b", "J. Smith", not "S-I-O"."""
    before, after = text[max(0, at - 3) : at], text[at + 1 : at + 5]
    if not before.strip() or not after.strip():
        return False
    closed = not before[-1].isspace() and not after[0].isspace()
    single_before = re.search(r"(?:^|\W)\w$", before) is not None
    single_after = re.match(r"\w(?:$|\W)", after) is not None
    if text[at] == "-":
        return closed and not (single_before or single_after)
    capital = single_before and before[-1].isupper()
    initial = capital and re.match(r" [^\W\d_]{2}", after) is not None
    spelled = capital and single_after and after[0].isupper()
    return (closed and not spelled) or initial


def _ascii(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.replace("'", "")).casefold()
    return "".join(char for char in bare if char.isascii())


@cache
def _listed(locale: Locale, kind: str) -> dict[int, frozenset[str]]:
    """Return a list of `words/email.toml` by number of words."""
    listed: dict[int, set[str]] = {}
    for phrase in locale.words[f"email.{kind}"]:
        bare = phrase.replace("'", "")
        listed.setdefault(bare.count(" ") + 1, set()).add(bare)
    return {size: frozenset(found) for size, found in listed.items()}


def match(words: Sequence[Token], at: int, kind: str, locale: Locale) -> int:
    """Return how many words at `at` are a phrase of this list, 0 if none."""
    listed = _listed(locale, kind)
    for size in range(LONGEST_PHRASE, 0, -1):
        if size in listed and " ".join(word.text for word in words[at : at + size]) in listed[size]:
            return size
    return 0


def pieces(text: str, locale: Locale) -> list[Piece]:
    """Read a turn as pieces of an address, what leads in left out."""
    words = _tokens(text)
    at = 0
    while at < len(words) and (size := match(words, at, "lead", locale)):
        at += size
    found: list[Piece] = []
    while at < len(words):
        piece, used = _piece(words, at, locale)
        if piece is not None:
            _add(found, piece)
        at += used
    return found


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
    if piece.kind == "sign" and piece == last:
        return
    found.append(piece)


def _piece(words: Sequence[Token], at: int, locale: Locale) -> tuple[Piece | None, int]:
    """Read one piece; None for words that say nothing of the address."""
    size = match(words, at, "ignored", locale)
    if size:
        return None, size
    for kind, sign in SIGNS.items():
        size = match(words, at, kind, locale)
        if size:
            return Piece(sign, "sign"), size
    if words[at].text in {".", "_", "-", "+", "@"}:
        return Piece(words[at].text, "sign"), 1
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
    end = at
    while end < len(words) and _numeric(words, end, vocabulary):
        end += 1
    while end > at and words[end - 1].text in vocabulary.times:
        end -= 1
    if end == at or not any(_counts(word.text, vocabulary) for word in words[at:end]):
        return "", 0
    lone_word = end - at == 1 and not words[at].text.isdecimal()
    if lone_word and end < len(words) and _is_word(words, end, locale):
        return "", 0
    found = numbers.runs(words[at:end], locale)
    if not found or found[0].first != 0 or not found[0].readings:
        return "", 0
    return found[0].readings[0].lstrip("+"), max(found[0].end, 1)


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
    signs = any(match(words, at, kind, locale) for kind in (*SIGNS, "ignored", "trail", "echo"))
    return not signs and words[at].text.isalpha() and len(words[at].text) > 1
