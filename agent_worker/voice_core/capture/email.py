"""An e-mail address: spelled, said, half written, corrected part by part."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from agent_worker.voice_core.capture import email_domain, email_repair, spelling
from agent_worker.voice_core.capture.consent import Answer, judge
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.email_domain import LOCAL, MAX_LOCAL
from agent_worker.voice_core.capture.email_pieces import Piece, pieces
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.capture.name_words import ALIKE, PHRASE, likeness, with_letter
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members, phrases
from agent_worker.voice_core.locale.tokens import plain

SIGN_WORDS: Final = {".": "dot", "_": "underscore", "-": "dash", "+": "plus"}
TAKEN_BACK: Final = re.compile(r"(?<=\w[,.])\s(?:no|nah)[,.]?(?=\s)", re.IGNORECASE)
"""A "no" behind a pause, in the middle of a turn."""
MAX_WORDS: Final = 5
"""More plain words in a row than this are a sentence, not an address."""
LONGEST_EDIT: Final = 400
"""Characters of a turn in which a correction is looked for."""
JOIN: Final = re.compile(r"[a-z]+|[0-9]+|[._+-]")


class Email:
    """The grammar of e-mail addresses."""

    plan = Plan(name="email", failure="email_deferred", top_level=3, seam=", (?=at (?!.*, at ))")

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as an address, or as the rest of the one in `state.buffer`."""
        locale = context.locale
        if state.asking.startswith("propose"):
            return _proposed(text, state, locale)
        reading = _read(text, "", locale)
        if reading.value is None and state.buffer and not reading.problem:
            joined = _read(text, state.buffer, locale)
            return joined if joined.outlook is not Outlook.INVALID else reading
        return reading

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction of the address that was read back."""
        locale, old = context.locale, state.value or ""
        whole = _read(text, "", locale)
        if (whole.value is not None and "@" not in whole.inferred) or whole.problem:
            return msgspec.structs.replace(whole, operation="replace")
        made = email_repair.edit(text[:LONGEST_EDIT], old, locale)
        if made is None:
            return None
        operation, new, changed = made
        local, _, domain = new.partition("@")
        reading = _judged(local, domain, locale)
        return msgspec.structs.replace(
            reading, operation=operation, changed=_part_spoken(changed, 2), level=2
        )

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find an address in a turn about something else: one with a known or written domain."""
        found = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)
        reading = _read(found.group(), "", context.locale) if found else Reading()
        return reading if reading.value is not None else Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Addresses are not typed."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return an address as words: the local part spelled, a known domain as a word."""
        local, _, domain = value.partition("@")
        return f"{_part_spoken(local, level)}, at {_domain_spoken(domain, level, context.locale)}"

    def pieces(self, buffer: str) -> str:
        """Return the part so far, spelled."""
        local, at, domain = buffer.partition("@")
        said = _part_spoken(local, 2)
        return f"{said}, at {domain.replace('.', ' dot ')}".rstrip() if at else said

    def hints(self, context: Context) -> tuple[str, ...]:
        """The words of an address and the usual providers."""
        return context.locale.words["hints.email"]


def _part_spoken(part: str, level: int) -> str:
    said = [
        SIGN_WORDS[piece] if piece in SIGN_WORDS else spelling.spoken(piece, level)
        for piece in JOIN.findall(part)
    ]
    return ", ".join(said)


def _domain_spoken(domain: str, level: int, locale: Locale) -> str:
    if domain in email_domain.known(locale):
        return domain.replace(".", " dot ")
    name, *rest = domain.split(".")
    said = [spelling.spoken(name, level) if name.isalnum() else _part_spoken(name, level)]
    said += [
        label if label in {"com", "net", "org", "au"} else spelling.spoken(label, level)
        for label in rest
    ]
    return ", dot ".join(said)


def _read(text: str, held: str, locale: Locale) -> Reading:
    """Read one turn after what is held; the last correction in it wins."""
    text = TAKEN_BACK.sub(" sorry ", text)
    said = plain(text)
    if phrases(locale, "email.refers").search(said) and "@" not in text:
        return Reading(outlook=Outlook.INVALID, buffer=held)
    cuts = list(phrases(locale, "email.sorry").finditer(said))
    if cuts and not held:
        after = _read_once(said[cuts[-1].end() :], "", locale)
        if after.value is not None:
            return after
    return _read_once(text, held, locale)


def _read_once(text: str, held: str, locale: Locale) -> Reading:
    spoken = plain(text)
    about_letters = PHRASE.search(spoken) is not None and not _is_all(spoken, locale)
    found = pieces(PHRASE.sub(" ", spoken) if about_letters else text, locale)
    if about_letters:
        at = next((n for n, piece in enumerate(found) if piece.text == "@"), len(found))
        said = [piece.text for piece in found[:at]]
        changed = with_letter(said, spoken) or said
        renewed = [piece._replace(text=new) for piece, new in zip(found, changed, strict=False)]
        found = [*renewed, *found[at:]]
        pairs = zip(found, [*found[1:], None], strict=False)  # of no piece there is none after it
        found = [piece for piece, after in pairs if piece != after]  # "Sarah with an h, Sarah"
    if held:
        found = [*_pieces_of(held), *found]
    found = _without_echo(found, locale)
    ats = [at for at, piece in enumerate(found) if piece.text == "@"]
    if not ats:
        return _without_at(found, locale)
    at = ats[-1]
    first = next((n + 1 for n in reversed(range(at)) if found[n].text == "@"), 0)
    local = _joined(found[first:at]) or _joined(found[: max(first - 1, 0)])
    return _judged(local, _joined(_domain_pieces(found[at + 1 :], locale)), locale)


def _is_all(spoken: str, locale: Locale) -> bool:
    """Whether nothing of an address but "double b" stands before its "at"."""
    left = pieces(PHRASE.sub(" ", spoken), locale)
    return left[:1] == [Piece("@", "sign")]


def _pieces_of(held: str) -> list[Piece]:
    signs = "@._+-"
    return [
        Piece(piece, "sign" if piece in signs else "word")
        for piece in re.findall(r"[a-z0-9]+|[@._+-]", held)
    ]


def _joined_signs(found: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in found)


def _joined(found: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in found).strip(".")


def _domain_pieces(found: Sequence[Piece], locale: Locale) -> list[Piece]:
    """Keep pieces up to the end of the domain: a sentence may go on after "dot com dot au"."""
    kept: list[Piece] = []
    for at, piece in enumerate(found):
        complete = email_domain.judge(_joined(kept), locale)
        follows_dot = piece.text == "." or (kept and kept[-1].text == ".")
        if complete.valid and not complete.inferred and not follows_dot:
            break
        if complete.valid and piece.text in members(locale, "email.trail"):
            break
        kept.append(piece)
        del at
    return kept


def _without_echo(found: list[Piece], locale: Locale) -> list[Piece]:
    """Put "that's z e d" at the end in the place of the part that it spells again."""
    at = next((n for n, piece in enumerate(found) if piece.text == "@"), -1)
    marks = [n for n, piece in enumerate(found) if piece.text in members(locale, "email.echo")]
    marks = [n for n in marks if n > at >= 0 and n + 1 < len(found)]
    if not marks:
        return [piece for piece in found if piece.text not in members(locale, "email.echo")]
    mark = marks[-1]
    letters = "".join(piece.text for piece in found[mark + 1 :] if piece.kind == "letters")
    kept = found[:mark]
    words = [n for n in range(at) if kept[n].kind != "sign"]
    if letters and words:
        best = max(words, key=lambda n: likeness(kept[n].text, letters))
        if likeness(kept[best].text, letters) >= ALIKE:
            kept[best] = Piece(letters, "letters")
    return kept


def _without_at(found: list[Piece], locale: Locale) -> Reading:
    """Propose the "at" before a known provider; else keep what may be the first part."""
    for at, piece in enumerate(found):
        domain = _joined(found[at:])
        known = domain in email_domain.known(locale) or domain in members(locale, "email.alone")
        if at > 0 and piece.kind == "word" and known:
            reading = _judged(_joined(found[:at]), domain, locale)
            return msgspec.structs.replace(reading, inferred=(*reading.inferred, "@"))
    local = _joined(found)
    if not local or not any(char.isalnum() for char in local):
        return Reading()
    plain_words = sum(piece.kind == "word" and len(piece.text) > 1 for piece in found)
    signs = any(piece.kind != "word" for piece in found)
    if plain_words >= MAX_WORDS or (plain_words > 2 and not signs) or not LOCAL.fullmatch(local):
        return Reading(outlook=Outlook.INVALID)
    if found[0].text in members(locale, "name.not_names") and not signs:
        return Reading(outlook=Outlook.INVALID)
    return Reading(buffer=local, outlook=Outlook.PREFIX)


def _judged(local: str, domain: str, locale: Locale) -> Reading:
    """Judge both parts; a likelier domain is asked about, never taken."""
    if not LOCAL.fullmatch(local) or len(local) > MAX_LOCAL:
        return Reading(outlook=Outlook.INVALID if local or domain else Outlook.PREFIX)
    if not domain:
        return Reading(buffer=f"{local}@", outlook=Outlook.PREFIX)
    judged = email_domain.judge(domain, locale)
    if judged.valid:
        inferred = (judged.inferred,) if judged.inferred else ()
        outlook = Outlook.OPEN if inferred or domain.endswith(".com") else Outlook.COMPLETE
        if domain in email_domain.known(locale):
            outlook = Outlook.COMPLETE
        return Reading(value=f"{local}@{judged.domain}", outlook=outlook, inferred=inferred)
    if judged.ask:
        return Reading(
            buffer=f"{local}@{domain}",
            outlook=Outlook.OPEN,
            problem="email_domain",
            slots=(("domain", judged.ask.replace(".", " dot ")),),
            asking=f"propose:{judged.ask}",
        )
    return Reading(buffer=f"{local}@{domain}", outlook=Outlook.PREFIX)


def _proposed(text: str, state: FieldState, locale: Locale) -> Reading:
    """Take the answer to "is that gmail dot com?"."""
    local = state.buffer.partition("@")[0]
    whole = _read(text, "", locale)
    if whole.value is not None:
        return whole
    answer = judge(text, locale).answer
    if answer is Answer.YES:
        return _judged(local, state.asking.partition(":")[2], locale)
    said = _joined_signs(pieces(text, locale))
    if said.startswith(".") and state.asking.endswith(said):
        return _judged(local, state.asking.partition(":")[2], locale)
    again = _read(text, f"{local}@", locale)
    if again.value is not None:
        return again
    if answer is Answer.NO:
        return Reading(buffer=f"{local}@", outlook=Outlook.PREFIX)
    return Reading(buffer=state.buffer, outlook=Outlook.OPEN, asking=state.asking)
