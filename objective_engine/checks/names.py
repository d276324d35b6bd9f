"""Names and texts: what cannot be spoken, what only looks right, what should not be here."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child
from objective_engine.texts import SPEAKABLE, foreign, is_checked, look_alike, unsayable

SPOKEN_CHARACTERS: Final = 30
"""What fits into the recording notice's three seconds beside its fixed words."""
SECRET: Final = re.compile(
    r"(?:sk|pk|rk|ghp|gho|github_pat|glpat|xox[abp])[-_][A-Za-z0-9_-]{12,}|AKIA[A-Z0-9]{12,}"
    r"|AIza[A-Za-z0-9_-]{30,}|-----BEGIN [A-Z ]+-----|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"
    r"|://[^\s/:@]+:[^\s/@]+@"
    r"|(?i:\b(?:password|passwd|pwd|secret|token|api[ _-]?key)\b\s*(?:is|[:=])\s*(?=\S*\d)\S{6,})",
)
"""What keys and tokens of common services look like, and passwords that say so themselves."""
CARD: Final = re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)", re.ASCII)
ORDER: Final = re.compile(
    r"(?:ignore|disregard|forget)\b.{0,30}\b(?:instructions?|prompts?|previous|above)\b"
    r"|(?:ignore|disregard|forget) (?:all|any|your) (?:\w+ )?rules\b"
    r"|you are (?:now )?(?:an?|the) (?:agent|(?:\w+ )?(?:ai|assistant|(?:chat)?bot|model))\b"
    r"|(?:please|must|now) act as\b|pretend (?:to be|you are|that you)\b"
    r"|(?:respond|reply) only (?:in|with)\b"
    r"|system prompt|as an ai\b|</?(?:system|assistant|user)>|\[/?INST\]|<\|im_(?:start|end)\|>",
    re.IGNORECASE,
)
"""Text that speaks to a model. We have none to speak to, and a caller should not hear it."""
SPOKEN: Final = frozenset({"title", "synonyms", "scope", "answer"})
"""Keys whose text callers may hear, besides the business's own name."""


def judge_names(config: Config) -> Iterator[Diagnostic]:
    """Yield what is wrong with the business's name, then with any text at all."""
    yield from _business(config)
    for at, text in _texts(msgspec.to_builtins(config), ""):
        yield from _text(at, text)
        yield from _said(at, text)


def _business(config: Config) -> Iterator[Diagnostic]:
    business = config.business
    at = "/business/name" if business.say_as is None else "/business/say_as"
    spoken = business.say_as or business.name
    if look_alike(spoken):
        return
    if len(spoken) > SPOKEN_CHARACTERS or not SPEAKABLE.fullmatch(spoken):
        yield Diagnostic(
            pointer=at,
            code="SF1206",
            message=f"`{spoken}` is too long to say in the greeting, or has signs in it.",
            cure=f"give `say_as` in at most {SPOKEN_CHARACTERS} plain letters, as it is spoken.",
        )


def _text(at: str, text: str) -> Iterator[Diagnostic]:
    odd = look_alike(text)
    if odd:
        message, cure = foreign(odd)
        yield Diagnostic(pointer=at, code="SF1205", message=message, cure=cure)
    if SECRET.search(text) or _has_card(text):
        yield Diagnostic(
            pointer=at,
            code="SF1225",
            message="this looks like a password, an access key or the number of a card.",
            cure="remove it here, and change it where it came from.",
        )
    elif ORDER.search(text):
        yield Diagnostic(
            pointer=at,
            code="SF1226",
            message="this reads like an instruction to a language model.",
            cure="say what is so about the business; nothing here can instruct the agent.",
        )


def _has_card(text: str) -> bool:
    return any(is_checked(re.sub(r"[ -]", "", found)) for found in CARD.findall(text))


def _said(at: str, text: str) -> Iterator[Diagnostic]:
    keys = at.split("/")
    odd = unsayable(text) if SPOKEN & {keys[-1], keys[-2]} else ""
    if odd:
        yield Diagnostic(
            pointer=at,
            code="SF1206",
            message=f"`{odd}` (U+{ord(odd):04X}) cannot be said, and callers may hear this.",
            cure="write it in words, or leave it out.",
        )


def _texts(data: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield at, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, child(at, key))
    elif isinstance(data, (list, tuple)):
        for place, value in enumerate(data):
            yield from _texts(value, child(at, place))
