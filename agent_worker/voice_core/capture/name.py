"""A person's name: heard, or spelled, and then the spelling wins."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from agent_worker.voice_core.capture import name_spelled, spelling
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.capture.name_merge import corrected, mended, named_part
from agent_worker.voice_core.capture.name_words import (
    PHRASE,
    with_letter,
    written,
)
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members, phrases
from agent_worker.voice_core.locale.tokens import Token, clean, plain, tokens

MAX_PARTS: Final = 4
LONGEST_EDIT: Final = 400
"""Characters of a turn in which a correction is looked for."""
MAX_LETTERS: Final = 24
ECHO: Final = 2
"""So few words of which the first is a code word are a name and an initial: "Mike J"."""
PART: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
HYPHENATED: Final = re.compile(r"(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})")
HYPHEN: Final = "hyphen"
APOSTROPHE: Final = re.compile(r"(?i)[ ,]+apostrophe\b[ ,]*")


class Name:
    """The grammar of personal names."""

    plan = Plan(name="name", failure="name_unverified", top_level=3, weighs=True)

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as a name."""
        del state
        parts, spelled = _name(text, context.locale)
        return _reading(parts, context.locale, spelled=spelled)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction: a letter, a part, a spelling, or the whole name."""
        locale, old = context.locale, (state.value or "").split()
        text = text[:LONGEST_EDIT]
        among = _among(text, (state.value or "", *state.rivals), locale)
        if among:
            return Reading(value=among, outlook=Outlook.OPEN, operation="letters", level=2)
        parts, spelled = _name(_without_answer(text, locale), locale)
        if not parts:
            lettered = with_letter(old, plain(text))
            repaired = _reading(lettered, locale, spelled=True)
            return msgspec.structs.replace(repaired, operation="letter") if lettered else None
        named = named_part(old, parts, plain(text), locale)
        mended_parts = named or corrected(old, parts, spelled=spelled)
        bare = len(tokens(text)) == len(parts) == 1
        if bare and mended_parts == parts and len(old) > 1:
            return None  # which part it stands for has to be asked
        repaired = _reading(mended_parts, locale, spelled=spelled)
        return msgspec.structs.replace(repaired, operation="replace", level=2)

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find a name that was introduced as one: "it's Tom Nguyen here, …"."""
        locale = context.locale
        words = tokens(_hyphens_said(text))
        said = " ".join(word.text for word in words)
        for found in phrases(locale, "name.introduces").finditer(said):
            first = said.count(" ", 0, found.end()) + 1
            parts, end = _leading(words, first, locale)
            sure = "name" in found.group() or "call me" in found.group()
            closed = end < len(words) and words[end].text in members(locale, "name.closes")
            if _is_name(parts, locale) and (sure or closed or len(parts) > 1):
                return _reading(parts, locale)
        return Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Names are not typed."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return the name; spelled on the higher rungs, with code words on the highest."""
        del context
        if level == 1:
            return value
        spelled = ", ".join(spelling.spoken(part, level) for part in value.split())
        return f"{value}, spelled {spelled}"

    def pieces(self, buffer: str) -> str:
        """Return the name so far."""
        return buffer

    def hints(self, context: Context) -> tuple[str, ...]:
        """How a name is introduced."""
        return context.locale.words["hints.name"]


def _among(text: str, heard: Sequence[str], locale: Locale) -> str:
    """Return the one of the names heard that a turn spells, empty if it spells none of them."""
    words = tokens(_hyphens_said(text))
    if PHRASE.search(plain(text)) or len(words) < 2:
        return ""
    return name_spelled.among(words, heard, locale)


def _hyphens_said(text: str) -> str:
    """Write signs within a name as they are said, an apostrophe as nothing."""
    return APOSTROPHE.sub(" ", HYPHENATED.sub(f" {HYPHEN} ", spelling.apart(clean(text))))


def _name(text: str, locale: Locale) -> tuple[list[str], bool]:
    """Return the parts of the name in a turn, none if it is not one, and whether it was spelled."""
    words = _without_mate(tokens(_hyphens_said(text)), locale)
    said = " ".join(word.text for word in words)
    words = _without_letter_phrases(words, said)
    kept = " ".join(word.text for word in words)
    parts: list[str] = []
    spelled = False
    for first, end in _corrections(kept, len(words), locale):
        new, new_spelled = _stretch(words[first:end], locale)
        if new:
            parts = corrected(parts, new, spelled=False)
            spelled = new_spelled
    lettered = _lettered(parts, " ".join(found.group() for found in PHRASE.finditer(said)))
    if lettered:
        return (lettered, True) if _is_name(lettered, locale) else ([], False)
    if len(parts) == 3 and parts[0].casefold() == parts[2].casefold():
        parts = parts[1:]  # "Bond, James Bond"
    return (parts, spelled) if _is_name(parts, locale) else ([], False)


def _lettered(parts: Sequence[str], said: str) -> list[str]:
    """Apply what is said of a letter to the part before it, else to the one that it fits."""
    last = with_letter(parts[-1:], said)
    return [*parts[:-1], *last] if last else with_letter(parts, said)


def _without_mate(words: Sequence[Token], locale: Locale) -> Sequence[Token]:
    """Drop the "mate" of "it's Nick, mate", which is no part of the name."""
    while len(words) > 1 and words[-2].pause and words[-1].text in members(locale, "filler.polite"):
        words = words[:-1]
    return words


def _without_letter_phrases(words: Sequence[Token], said: str) -> tuple[Token, ...]:
    """Drop "with a k", "double t": they are about a letter, they are none of the name."""
    dropped: set[int] = set()
    for found in PHRASE.finditer(said):
        first = said.count(" ", 0, found.start())
        dropped |= set(range(first, first + found.group().count(" ") + 1))
    return tuple(word for at, word in enumerate(words) if at not in dropped)


def _corrections(said: str, size: int, locale: Locale) -> list[tuple[int, int]]:
    """Return the stretches between corrections as word indexes."""
    cuts, first = [], 0
    for match in phrases(locale, "control.sorry", "control.restart").finditer(said):
        at = said.count(" ", 0, match.start())
        cuts.append((first, at))
        first = at + match.group().count(" ") + 1
    return [*cuts, (first, size)]


def _stretch(words: Sequence[Token], locale: Locale) -> tuple[list[str], bool]:
    """Read one stretch: leading words off, then the name, then its spelling."""
    parts, at = _introduced(words, locale) or _leading(words, _after_lead(words, locale), locale)
    spelled = False
    while at < len(words):
        letters = spelling.read(words, at, locale)
        if letters.sure and len(letters.letters) > 1:
            whole, end = _hyphenated(letters, words, locale)
            parts = _respelled(parts, words[at:end], whole, locale)
            spelled, at = True, end
            continue
        parts, at = _further(parts, words, at, locale, spelled=spelled)
    return parts, spelled


def _hyphenated(
    letters: spelling.Spelled, words: Sequence[Token], locale: Locale
) -> tuple[str, int]:
    """Read on over a hyphen between letters: "s m i t h hyphen j o n e s"."""
    whole, end = letters.letters, letters.end
    hyphens = members(locale, "name.hyphen")
    while (
        end < len(words)
        and words[end].text in hyphens
        and (more := spelling.read(words, end + 1, locale)).letters
    ):
        whole, end = f"{whole}-{more.letters}", more.end
    return whole, end


def _introduced(words: Sequence[Token], locale: Locale) -> tuple[list[str], int] | None:
    """Read the name after the last "it's" or "my name is", whatever stands before it."""
    said = " ".join(word.text for word in words)
    for found in reversed(list(phrases(locale, "name.introduces").finditer(said))):
        first = said.count(" ", 0, found.end()) + 1
        first += _after_lead(words[first:], locale)
        parts, end = _leading(words, first, locale)
        weak = found.group() in {"call me", "i'm", "i am"} or _is_of_one_part(said, found, locale)
        if found.start() and not weak and _is_name(parts, locale):
            return parts, end
    return None


def _is_of_one_part(said: str, found: re.Match[str], locale: Locale) -> bool:
    """Whether "name's" is the end of "surname's" or "first name's"."""
    labels = phrases(locale, "name.given", "name.surname").finditer(said)
    return any(one.start() < found.start() <= one.end() for one in labels)


def _further(
    parts: list[str], words: Sequence[Token], at: int, locale: Locale, *, spelled: bool
) -> tuple[list[str], int]:
    """Read on: "surname Smith", "first name Alan", or a name after a spelling."""
    rest = " ".join(word.text for word in words[at:])
    surname = phrases(locale, "name.surname").match(rest)
    given = phrases(locale, "name.given").match(rest)
    found = surname or given
    after = at + found.group().count(" ") + 1 if found else at
    more, end = _leading(words, after, locale) if found or spelled else ([], at)
    letters = spelling.read(words, after, locale)
    if found and not more and letters.sure:
        more, end = [letters.letters.capitalize()], letters.end
    ordered = [*more, *parts] if given and not surname else [*parts, *more]
    return ordered, max(end, at + 1)


def _respelled(parts: list[str], words: Sequence[Token], letters: str, locale: Locale) -> list[str]:
    """Put a spelling in the place of what it spells: one part, or each part in turn."""
    signless = str.maketrans("", "", "'-")
    bare = [part.casefold().translate(signless) for part in parts]
    if letters.translate(signless) in {*bare, "".join(bare)}:
        return parts
    pieces: list[str] = []
    at = 0
    for end in range(1, len(words) + 1):
        if words[end - 1].pause or end == len(words):
            pieces.append(spelling.read(words[at:end], 0, locale).letters)
            at = end
    if len(pieces) == len(parts) > 1 and all(len(piece) > 1 for piece in pieces):
        return [piece.capitalize() for piece in pieces]
    return mended(parts, "-".join(piece.capitalize() for piece in letters.split("-")))


def _after_lead(words: Sequence[Token], locale: Locale) -> int:
    """Return where the name begins: after greetings, fillers, "my name is", titles."""
    said = " ".join(word.text for word in words)
    lead = phrases(
        locale,
        "name.lead",
        "name.title",
        "filler.greeting",
        "filler.sound",
        "filler.polite",
        "consent.yes",
    )
    at, after_o = 0, [[name] for name in locale.words["name.after_o"]]
    while found := lead.match(said, at):
        if found.group() == "oh" and said[found.end() :].split(maxsplit=1)[:1] in after_o:
            break
        at = found.end() + 1
    return said.count(" ", 0, at)


def _leading(words: Sequence[Token], at: int, locale: Locale) -> tuple[list[str], int]:
    """Read the words of a name from `at` on, until a word that is none."""
    parts: list[str] = []
    joins = False
    while at < len(words) and len(parts) <= MAX_PARTS:
        word = words[at]
        if _is_spelled(words, at, locale) or word.text in members(locale, "name.closes"):
            break
        if parts and word.text in members(locale, "filler.noise"):
            at += 1
            continue
        if word.text in members(locale, "name.hyphen") and parts:
            joins, at = True, at + 1
            continue
        step = _part(words, at, locale)
        if step is None:
            break
        part, used = step
        if parts and parts[-1].casefold() == part.casefold():
            parts.pop()  # "Mick, Mick Dundee"
        parts = [*parts[:-1], f"{parts[-1]}-{part}"] if joins else [*parts, part]
        joins, at = False, at + used
        if words[at - 1].pause and at < len(words) and words[at].text.isdecimal():
            break
    return parts, at


def _is_spelled(words: Sequence[Token], at: int, locale: Locale) -> bool:
    """Whether letters begin here; a code word may be a name: "Victor O", "Juliet, j u l i e t"."""
    letters = spelling.read(words, at, locale)
    if not letters.sure or words[at].text not in members(locale, "letters.code"):
        return letters.sure
    echoed = spelling.read(words, at + 1, locale).letters == words[at].text
    return not echoed and letters.end - at > ECHO


def _part(words: Sequence[Token], at: int, locale: Locale) -> tuple[str, int] | None:
    word = words[at]
    following = words[at + 1].cased if at + 1 < len(words) else ""
    if word.text in {"o", "oh"} and len(following) > 2 and following.isalpha():
        return f"O'{following}", 2
    if word.text == "mac" and following.isalpha() and len(following) > 2:
        return f"Mac{following.capitalize()}", 2
    if word.text in members(locale, "name.title") | members(locale, "filler.sound"):
        return None
    bare = word.text.removesuffix("'s")
    if not PART.fullmatch(word.text) or {word.text, bare} & members(locale, "name.not_names"):
        return None
    if phrases(locale, "name.given", "name.surname").match(f"{word.text} {following.lower()}"):
        return None
    return word.cased, 1


def _is_name(parts: Sequence[str], locale: Locale) -> bool:
    words = members(locale, "name.not_names")
    sound = all(
        PART.fullmatch(part) and len(part) <= MAX_LETTERS and part.casefold() not in words
        for part in parts
    )
    return sound and 1 <= len(parts) <= MAX_PARTS and any(len(part) > 1 for part in parts)


def _reading(parts: Sequence[str], locale: Locale, *, spelled: bool = False) -> Reading:
    if not parts:
        return Reading(outlook=Outlook.INVALID)
    value = " ".join(_capitals(parts, locale))
    outlook = Outlook.OPEN if len(parts) == 1 or spelled else Outlook.COMPLETE
    doubt = 0 if spelled else _common(parts, locale) + (len(parts) == 1)
    return Reading(value=value, outlook=outlook, level=2 if spelled else 1, doubt=doubt)


def _common(parts: Sequence[str], locale: Locale) -> int:
    """Count the parts that the recogniser wrote as words rather than names: "Catherine king"."""
    particles = members(locale, "name.particles")
    return sum(part.islower() and part not in particles for part in parts)


def _capitals(parts: Sequence[str], locale: Locale) -> list[str]:
    """Write each part in its case: a "le" at the end, or an "al" at the beginning, is a name."""
    given = parts[0].capitalize() if parts[0] in members(locale, "name.given_too") else parts[0]
    cased = [written(part, locale) for part in (given, *parts[1:])]
    return [*cased[:-1], cased[-1][:1].upper() + cased[-1][1:]]


def _without_answer(text: str, locale: Locale) -> str:
    """Drop the yes or no in front of a correction."""
    answer = phrases(locale, "consent.yes", "consent.no", "consent.firm", "filler.sound")
    words = clean(text).split()
    while words and (not plain(words[0]) or answer.fullmatch(plain(words[0]))):
        words.pop(0)
    return " ".join(words)
