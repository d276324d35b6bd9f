"""Reads one turn as an e-mail address: whole, the rest of one, or corrected within the turn."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from agent_worker.voice_core.capture import email_domain, email_repair
from agent_worker.voice_core.capture.contract import Outlook
from agent_worker.voice_core.capture.email_domain import LOCAL, MAX_LOCAL
from agent_worker.voice_core.capture.email_pieces import Piece, pieces, read
from agent_worker.voice_core.capture.email_words import apart, lettered
from agent_worker.voice_core.capture.grammar import Reading
from agent_worker.voice_core.capture.name_words import ALIKE, PHRASE, likeness, with_letter
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members, phrases
from agent_worker.voice_core.locale.tokens import plain

LOCAL_SIGNS: Final = "._-+"
TAKEN_BACK: Final = re.compile(
    r"(?<=\w[,.])\s(?:no|nah)(?:[,.](?=\s)|(?=\s)(?!\s(?:dots?|spaces?|gaps?|capitals?|caps|"
    r"full stops?|underscores?|hyphens?|dash(?:es)?)\b))",
    re.IGNORECASE,
)
"""A "no" behind a pause, in the middle of a turn."""
MAX_WORDS: Final = 5
"""More plain words in a row than this are a sentence, not an address."""
MOST_ATS: Final = 3
"""The last ones in a turn: one of them is the address's."""
LONGEST_DOMAIN: Final = 20
"""Pieces of a domain: more are a sentence."""
LABELS: Final = frozenset({"com", "net", "org", "edu", "gov", "au"})
"""What a domain goes on with behind a dot."""
NEARLY_AGAIN: Final = 0.85
"""Letters this much like what is held begin it again."""


def after_held(text: str, held: str, locale: Locale) -> Reading:
    """Read a turn that may be an address by itself, or the rest of what is held: "p a u", "l a at".

    The same letter twice may begin the address again or go on with it: then it is asked for again.
    """
    reading = read_turn(text, "", locale)
    if not held or reading.problem:
        return reading
    if reading.value is not None:
        local, stem = reading.value.partition("@")[0], held.rstrip(LOCAL_SIGNS)
        if len(stem) == 1 and local.startswith(stem):
            return Reading(outlook=Outlook.INVALID)
        if not _goes_on(text, held, local, locale):
            return reading
    joined = read_turn(text, held, locale)
    return joined if joined.outlook is not Outlook.INVALID else reading


def _goes_on(text: str, held: str, local: str, locale: Locale) -> bool:
    """Whether an address is only the rest of what is held."""
    stem = held.rstrip(LOCAL_SIGNS)
    first = pieces(text, locale)[0]
    denied = phrases(locale, "email.sorry", "consent.no").match(plain(text))
    if "@" in held or local.startswith(stem) or denied:
        return False
    if first.kind == "sign" or _echoes(first, stem):
        return True
    word = first.kind == "word" and len(first.text) > 1
    alike = likeness(local, stem) > (ALIKE if word else NEARLY_AGAIN)
    return not alike and (not word or held != stem)


def _echoes(piece: Piece, stem: str) -> bool:
    """Whether a piece says the end of what is held again: "tom point nguyen,", "n g u y e n"."""
    said = piece.text if piece.kind in {"letters", "word"} else ""
    return 1 < len(said) < len(stem) and stem.endswith(said)


def read_turn(text: str, held: str, locale: Locale) -> Reading:
    """Read one turn after what is held; the last correction in it wins."""
    text = TAKEN_BACK.sub(" sorry ", text)
    said = plain(text)
    whole = phrases(locale, "email.at", "email.alone").search(said) and not held
    cuts = _cuts(said, locale) if whole else []
    for cut in reversed(cuts):
        before, after = apart(text, said, cut)
        if plain(after):
            corrected = _corrected(before, after, locale)
            return corrected or read_once(text, held, locale)
        text, said = before, plain(before)
    return read_once(text, held, locale)


def _cuts(said: str, locale: Locale) -> list[tuple[int, int]]:
    """Return where a caller takes something back: "no, sorry, wait" is one such place."""
    cuts: list[tuple[int, int]] = []
    for found in phrases(locale, "email.sorry").finditer(said):
        goes_on = cuts and cuts[-1][1] + 1 == found.start()
        first = cuts.pop()[0] if goes_on else found.start()
        cuts.append((first, found.end()))
    return cuts


def _corrected(before: str, after: str, locale: Locale) -> Reading | None:
    """Read what a turn takes back and what it says instead; None if that is no correction."""
    found, sure = read(before, locale)
    first = next(iter(pieces(after, locale)), None)
    begun = sure and not any(piece.text == "@" for piece in found)
    if begun and first is not None and first.text in LOCAL_SIGNS:  # "tina dot, no, underscore moss"
        return read_once(after, _joined(found).rstrip(LOCAL_SIGNS), locale)
    now = read_once(after, "", locale)
    if now.value is not None:
        return _mended(found, now) if begun else now
    was = read_once(before, "", locale)
    if was.value is not None and (made := email_repair.edit(after, was.value, locale)):
        local, _, domain = made[1].partition("@")
        return judged(local, domain, locale)
    local, at, _ = was.buffer.partition("@")
    again = read_once(after, local + at, locale) if at else now
    return again if again.value is not None else None


def _mended(found: Sequence[Piece], now: Reading) -> Reading:
    """Keep what a correction leaves standing: "joel forty two, no, forty three at …"."""
    local, at, domain = (now.value or "").partition("@")
    words = [piece.text for piece in found if piece.kind != "sign"]
    if not words:
        return now
    old = _joined(found)
    if local.isdecimal():
        new = old.rstrip("0123456789") + local
    elif words[1:] and local.isalpha() and _alike(local, words[-1]) > _alike(local, words[0]):
        new = old.removesuffix(words[-1]) + local
    else:
        return now
    return msgspec.structs.replace(now, value=f"{new}{at}{domain}")


def _alike(one: str, other: str) -> float:
    """Return how alike two words are, all that is too little as nothing."""
    found = likeness(one, other)
    return found if found > ALIKE else 0


def read_once(text: str, held: str, locale: Locale) -> Reading:
    """Read one turn, or the last part of one, after what is held."""
    spoken = lettered(text, locale)
    about_letters = bool(_of_letters(spoken)) and not _is_spelling(text, locale)
    said, sure = read(_without_letters(text, locale) if about_letters else text, locale)
    found = list(said)
    if not sure:
        return Reading(outlook=Outlook.INVALID, buffer=held)
    if about_letters:
        found = _lettered(found, spoken)
    if held and found and "@" not in held and _echoes(found[0], held):
        held = held.removesuffix(found[0].text)
    if held:
        parted = "@" in held and found[:1] and found[0].text in LABELS
        found = [*_pieces_of(held), *([Piece(".", "sign")] if parted else []), *found]
    ats = [at for at, piece in enumerate(found) if piece.text == "@"]
    if not ats:
        return _without_at(found, locale)
    readings = [_around(found, at, locale) for at in reversed(ats[-MOST_ATS:])]
    return next((reading for reading in readings if reading.value is not None), readings[0])


def _of_letters(said: str) -> list[re.Match[str]]:
    """Return what is said of letters: not "just a sec", nor a domain's own "double i"."""
    return [
        found
        for found in PHRASE.finditer(said)
        if not said[: found.start()].endswith(" at ")
        and not (found.group().endswith(" a") and said[found.end() :].strip())
    ]


def _without_letters(text: str, locale: Locale) -> str:
    """Leave out what is said of letters ("with a k"), the rest as it was written."""
    said = lettered(text, locale)
    for found in reversed(_of_letters(said)):
        text = " ".join(apart(text, said, found.span()))
    return text


def _lettered(found: list[Piece], said: str) -> list[Piece]:
    """Give the part before the "at" the letters that were said of it, or of a word in it."""
    at = next((n for n, piece in enumerate(found) if piece.text == "@"), len(found))
    texts = [piece.text for piece in found[:at]]
    word = said[: _of_letters(said)[0].start()].split(" ")[-2:][0]
    meant = [n for n, text in enumerate(texts) if text == word] or range(len(texts))
    changed = with_letter([texts[n] for n in meant], said)
    for n, new in zip(meant, changed, strict=False):
        found[n] = found[n]._replace(text=new)
    pairs = zip(found, [*found[1:], None], strict=False)  # of no piece there is none after it
    return [piece for piece, after in pairs if piece != after]  # "Sarah with an h, Sarah"


def _around(found: list[Piece], at: int, locale: Locale) -> Reading:
    """Read the address that has its "at" there."""
    first = next((n + 1 for n in reversed(range(at)) if found[n].text == "@"), 0)
    local = found[first:at] if _joined(found[first:at]) else found[: max(first - 1, 0)]
    if sum(piece.kind == "word" and len(piece.text) > 1 for piece in local) > MAX_WORDS:
        return Reading(outlook=Outlook.INVALID)
    rest = found[at + 1 :]
    marks = [n for n, piece in enumerate(rest) if piece.text in members(locale, "email.again")]
    domains = [_joined(_domain_pieces(rest[n:], locale)) for n in (*(n + 1 for n in marks[:1]), 0)]
    readings = [judged(_joined(local), domain, locale) for domain in domains]
    return next((one for one in readings if one.value is not None), readings[-1])


def _is_spelling(text: str, locale: Locale) -> bool:
    """Whether nothing but letters stands before the "at": "double l double e"."""
    kinds = [piece.kind for piece in pieces(text, locale)]
    return kinds[:2] == ["letters", "sign"] and " with" not in text


def _pieces_of(held: str) -> list[Piece]:
    signs = "@._+-"
    return [
        Piece(piece, "sign" if piece in signs else "word")
        for piece in re.findall(r"[a-z0-9]+|[@._+-]", held)
    ]


def joined_signs(found: Sequence[Piece]) -> str:
    """Return pieces as one string, signs at its ends kept."""
    return "".join(piece.text for piece in found)


def _joined(found: Sequence[Piece]) -> str:
    return joined_signs(found).strip(".")


def _domain_pieces(found: Sequence[Piece], locale: Locale) -> list[Piece]:
    """Keep pieces up to the end of the domain: a sentence may go on after "dot com dot au"."""
    kept: list[Piece] = []
    for piece in found[:LONGEST_DOMAIN]:
        complete = email_domain.judge(_joined(kept), locale)
        follows_dot = piece.text == "." or (kept and kept[-1].text == ".")
        if complete.valid and not complete.inferred and not follows_dot:
            break
        if complete.valid and piece.text in members(locale, "email.trail"):
            break
        kept.append(piece)
    return kept


def _without_at(found: list[Piece], locale: Locale) -> Reading:
    """Propose the "at" before a known provider; else keep what may be the first part."""
    end = len(found)
    while end and found[end - 1].text in members(locale, "email.trail"):
        end -= 1
    for at in range(max(1, end - LONGEST_DOMAIN), end):
        domain = _joined(found[at:end])
        provider = domain.removesuffix("com") in members(locale, "email.alone")
        known = provider or domain in email_domain.known(locale)
        if found[at].kind == "word" and known:
            reading = judged(_joined(found[:at]), domain, locale)
            return msgspec.structs.replace(reading, inferred=(*reading.inferred, "@"))
    local = joined_signs(found).lstrip(".")
    if not local or not any(char.isalnum() for char in local):
        return Reading()
    plain_words = sum(piece.kind == "word" and len(piece.text) > 1 for piece in found)
    signs = any(piece.kind != "word" for piece in found)
    if plain_words >= MAX_WORDS or (plain_words > 2 and not signs) or not LOCAL.match(local):
        return Reading(outlook=Outlook.INVALID)
    if len(local) > 1 and found[0].text in members(locale, "name.not_names") and not signs:
        return Reading(outlook=Outlook.INVALID)
    return Reading(buffer=local, outlook=Outlook.PREFIX)


def judged(local: str, domain: str, locale: Locale) -> Reading:
    """Judge both parts; a likelier domain is asked about, never taken."""
    if not LOCAL.fullmatch(local) or len(local) > MAX_LOCAL:
        return Reading(outlook=Outlook.INVALID if local or domain else Outlook.PREFIX)
    if not domain:
        return Reading(buffer=f"{local}@", outlook=Outlook.PREFIX)
    verdict = email_domain.judge(domain, locale)
    if verdict.valid:
        inferred = (verdict.inferred,) if verdict.inferred else ()
        outlook = Outlook.OPEN if inferred or domain.endswith(".com") else Outlook.COMPLETE
        if domain in email_domain.known(locale):
            outlook = Outlook.COMPLETE
        return Reading(value=f"{local}@{verdict.domain}", outlook=outlook, inferred=inferred)
    if verdict.ask:
        return Reading(
            buffer=f"{local}@{domain}",
            outlook=Outlook.OPEN,
            problem="email_domain",
            slots=(("domain", verdict.ask.replace(".", " dot ")),),
            asking=f"propose:{verdict.ask}",
        )
    return Reading(buffer=f"{local}@{domain}", outlook=Outlook.PREFIX)
