"""Corrections of an e-mail address: its domain, a sign, a word, a letter, a number."""

import re
from collections.abc import Callable
from typing import Final

from agent_worker.voice_core.capture import email_domain
from agent_worker.voice_core.capture.email_pieces import Piece, pieces
from agent_worker.voice_core.capture.email_words import lettered
from agent_worker.voice_core.capture.name_words import ALIKE, PHRASE, likeness, with_letter
from agent_worker.voice_core.capture.spelling import letter_words
from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import members

Edited = tuple[str, str, str]
"""Operation, new address, the part that changed."""

SIGNS: Final = {
    "dot": ".", "full stop": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-",
    "minus": "-", "plus": "+",
}  # fmt: skip
SIGN: Final = "|".join(sorted(SIGNS, key=len, reverse=True))
SIGN_FOR_SIGN: Final = re.compile(rf"\b({SIGN}),? (?:not|instead of) (?:an? |the )?({SIGN})\b")
NOT_SIGN_BUT: Final = re.compile(rf"\bnot (?:an? )?({SIGN}),? (?:but |it's )?(?:an? )?({SIGN})\b")
NO_SIGN: Final = re.compile(
    rf"\b(?:no|without(?: the| an?)?|(?:take out|remove|drop|lose)(?: the| that)?|"
    rf"shouldn't be(?: an?| any)?|isn't(?: an?| any)?) ({SIGN})s?\b"
)
ONLY_SIGN: Final = re.compile(
    rf"(?:(?:no|nah|sorry|it's|that's|should be|with|use|an?|the) )*({SIGN})(?: there)?"
)
DENIED: Final = re.compile(r"^\W*(?:no|nah|nope)[,.]\s", re.IGNORECASE)
CHANGE: Final = re.compile(r"\b(?:change|replace) (?:the )?(\S+) (?:to|with|for) (?:an? )?(\S+)")
AT_THE_END: Final = " at the end"
NAMED: Final = re.compile(r"\b(number|digit|numeral|letter|word) (\w+)")
NOT: Final = re.compile(r"\b(?:not|instead of)\b")
ONLY: Final = re.compile(r"\b(?:no|just|only)\b")
GO_ON: Final = (".com.au", ".net.au", ".org.au", ".edu.au", ".gov.au")
BETWEEN: Final = re.compile(rf"\b({SIGN}) (?:in )?between (?:the )?(\w+) and (?:the )?(\w+)")
PARTS: Final = re.compile(r"[a-z]+|[0-9]+|[._+-]")


def edit(text: str, old: str, locale: Locale) -> Edited | None:
    """Apply a correction to an address; None if the text corrects nothing."""
    text = CHANGE.sub(r"\2 not \1", DENIED.sub("", text))
    said = lettered(text, locale)
    if said.endswith(AT_THE_END):
        text = said.removesuffix(AT_THE_END)
        local, at, domain = old.partition("@")
        added = _text(text, locale)
        if added.isdecimal() and not local[-1:].isdecimal():
            return "tail", f"{local}{added}{at}{domain}", f"{local}{added}"
    said = said.replace(AT_THE_END, "")
    steps: tuple[Callable[[str, str, Locale], Edited | None], ...] = (
        _sign,
        _sign_between,
        _named,
        _domain,
        _word_not_word,
        _before_at,
        _letter,
        _part,
    )
    for step in steps:
        if step is _part and PHRASE.search(said):
            return None  # "kate with a c": no word of it is a part
        made = step(said if step is not _part else text, old, locale)
        if made is not None and made[1] != old:
            return made
    return None


def _sign(said: str, old: str, locale: Locale) -> Edited | None:
    """Swap "dash not underscore", drop "no dot"."""
    del locale
    local, _, domain = old.partition("@")
    found = SIGN_FOR_SIGN.search(said)
    pair = (found.group(2), found.group(1)) if found else None
    if pair is None and (found := NOT_SIGN_BUT.search(said)):
        pair = (found.group(1), found.group(2))
    if pair and SIGNS[pair[0]] in local:
        new = local.replace(SIGNS[pair[0]], SIGNS[pair[1]])
        return "sign", f"{new}@{domain}", new
    found = NO_SIGN.search(said)
    if found and SIGNS[found.group(1)] in local:
        new = local.replace(SIGNS[found.group(1)], "")
        return "sign", f"{new}@{domain}", new
    there = [sign for sign in local if sign in SIGNS.values()]
    if (found := ONLY_SIGN.fullmatch(said)) and len(there) == 1:
        new = local.replace(there[0], SIGNS[found.group(1)])
        return "sign", f"{new}@{domain}", new
    return None


def _sign_between(said: str, old: str, locale: Locale) -> Edited | None:
    """Put in the sign of "there's a dot between ty and lee"."""
    del locale
    found = BETWEEN.search(said)
    local, _, domain = old.partition("@")
    if found is None or found.group(2) + found.group(3) not in local:
        return None
    sign, one, other = found.groups()
    new = local.replace(one + other, f"{one}{SIGNS[sign]}{other}", 1)
    return "sign", f"{new}@{domain}", new


def _named(said: str, old: str, locale: Locale) -> Edited | None:
    """Put "the number four", "the letter u", "the word two" in the place of what sounds like it."""
    name, dot, suffix = old.rpartition("@")[2].partition(".")
    before, _, _ = old.partition("@")
    whole = f"{before}@{name}"
    meant = next((part for part in NOT.split(said) if NAMED.search(part)), "")
    for kind, word in NAMED.findall(meant):
        written, sounds = _sounds(kind, word, locale)
        sound = next((sound for sound in sounds if sound in whole), None)
        whole = whole if sound is None else whole.replace(sound, written, 1)
    changed = next((new for new in whole.split("@") if new not in {before, name}), None)
    return None if changed is None else ("number", f"{whole}{dot}{suffix}", changed)


def _sounds(kind: str, word: str, locale: Locale) -> tuple[str, list[str]]:
    """Return how what was named is written, and what may stand in its place."""
    words = numbers.vocabulary(locale)
    if kind == "letter":
        heard = [sound for sound, one in letter_words(locale).items() if one == word]
    else:
        digit = words.small.get(word) or words.homophones.get(word) or word
        if not (digit.isdecimal() and len(digit) == 1):
            return "", []
        if kind == "word":
            return word, [digit]
        unit = numbers.UNITS[int(digit)]
        heard = [*locale.words[f"digits.{unit}"], *members(locale, f"homophones.{unit}")]
        word = digit
    return word, sorted((one for one in heard if len(one) > 1), key=lambda one: (-len(one), one))


def _domain(said: str, old: str, locale: Locale) -> Edited | None:
    """Take "bigpond not gmail", "at outlook dot com", "dot com dot au"."""
    local, _, domain = old.partition("@")
    said = NOT.split(said)[0] or said
    idle = members(locale, "consent.no") | members(locale, "email.sorry")
    found = [piece for piece in pieces(said, locale) if piece.text not in idle]
    while found and found[0].text == "@":
        found = found[1:]
    new = "".join(piece.text for piece in found)
    if new.startswith("."):
        goes_on = new == ".au" and f"{domain}{new}".endswith(GO_ON) and not ONLY.search(said)
        new = (domain if goes_on else domain.partition(".")[0]) + new
    judged = (
        email_domain.judge(new, locale)
        if "." in new or new in members(locale, "email.alone")
        else None
    )
    if judged is None or not (judged.valid or judged.ask) or "@" in new:
        return None
    return "domain", f"{local}@{judged.domain}", ""


def _word_not_word(said: str, old: str, locale: Locale) -> Edited | None:
    """Swap "tran not trang" or "not trang, tran" wherever it stands."""
    found = re.search(r"^(.*?)\bnot (?:an? )?(.+)$", said)
    if found is None:
        return None
    new, dropped = _text(found.group(1), locale), _text(found.group(2), locale)
    if not new:
        words = found.group(2).split()
        new, dropped = _text(" ".join(words[1:]), locale), _text(words[0], locale)
    local, at, domain = old.partition("@")
    if new and dropped and local.count(dropped) == 1:
        return "span", f"{local.replace(dropped, new)}{at}{domain}", new
    if new and dropped and old.count(dropped) == 1:
        return "span", old.replace(dropped, new), new
    return None


def _text(said: str, locale: Locale) -> str:
    return "".join(piece.text for piece in pieces(said, locale) if piece.text != "@")


def _before_at(said: str, old: str, locale: Locale) -> Edited | None:
    """Take "admin at smith" for what stands before the same domain."""
    texts = [piece.text for piece in pieces(said, locale)]
    if texts.count("@") != 1:
        return None
    at = texts.index("@")
    new, name, domain = "".join(texts[:at]), "".join(texts[at + 1 :]), old.rpartition("@")[2]
    same = name != "" and name == domain.partition(".")[0]
    return ("local", f"{new}@{domain}", new) if same and new else None


def _letter(said: str, old: str, locale: Locale) -> Edited | None:
    """Take "with a g", "one l" for the part that it fits, or the word that comes with it."""
    if PHRASE.search(said) is None:
        return None
    local, _, domain = old.partition("@")
    rest = re.sub(r"\bin\b", " ", PHRASE.sub(" ", said))  # "there's no h in sarah"
    meant = _text(rest, locale)
    for word in (rest, "".join(with_letter([meant], said)) if meant else ""):
        named = _part(word, old, locale)
        if named is not None and named[1] != old:
            return named
    new = "".join(with_letter(PARTS.findall(local), said))
    return ("letter", f"{new}@{domain}", new) if new else None


def _part(text: str, old: str, locale: Locale) -> Edited | None:
    """Put a word, a spelling or digits in the place of the part that they most resemble."""
    local, _, domain = old.partition("@")
    found = [piece for piece in pieces(text, locale) if _says_something(piece, locale)]
    if not found or any(piece.text == "@" for piece in found):
        return None
    last = found[-1]
    single = last.kind == "letters" and len(last.text) == 1
    if single and any(p.kind == "word" and p.text.startswith(last.text) for p in found):
        found = found[:-1]  # "rob, r for romeo"
    new = "".join(piece.text for piece in found)
    parts = PARTS.findall(local)
    if new.isdecimal():
        places = [at for at, part in enumerate(parts) if part.isdecimal()]
    else:
        places = [at for at, part in enumerate(parts) if likeness(part, new) >= ALIKE]
    name, dot, rest = domain.partition(".")
    theirs = 0 if domain in email_domain.known(locale) else likeness(name, new)
    if theirs >= ALIKE and theirs > max((likeness(part, new) for part in parts), default=0):
        return "domain", f"{local}@{_within(name, new)}{dot}{rest}", new
    if len(found) > 1 and likeness(local, new) >= ALIKE:
        return "local", f"{new}@{domain}", new
    if not places:
        spelled = all(piece.kind == "letters" for piece in found)
        return ("local", f"{new}@{domain}", new) if spelled and len(parts) == 1 else None
    at = max(places, key=lambda at: likeness(parts[at], new))
    changed = "".join([*parts[:at], _within(parts[at], new), *parts[at + 1 :]])
    return "part", f"{changed}@{domain}", new


def _says_something(piece: Piece, locale: Locale) -> bool:
    listed = members(locale, "consent.no") | members(locale, "consent.yes")
    return piece.text not in listed | members(locale, "name.not_names") or piece.kind != "word"


def _within(part: str, new: str) -> str:
    """Put a word in the place of the stretch of a longer part that it most resembles."""
    if len(part) - len(new) < len("xx") or new.isdecimal():
        return new
    stretches = [
        (at, at + size)
        for size in (len(new) - 1, len(new), len(new) + 1)
        for at in range(len(part) - size + 1)
    ]
    first, end = max(stretches, key=lambda ends: likeness(part[ends[0] : ends[1]], new))
    return part[:first] + new + part[end:]
