"""A simulated caller who tells the truth: it confirms a read-back only if it is its own number."""

import random
import re
import tomllib
from pathlib import Path
from typing import Final, Protocol

import msgspec
import phonenumbers

from spine.errors import RequestError
from stress.decode import digits_said, say_digits

SCENARIOS: Final = Path(__file__).parent / "scenarios"
READ_BACK_DIGITS: Final = 6
"""A sentence with at least so many digits in a row reads a number back."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One caller's situation; `stress/scenarios/*.toml`."""

    summary: str
    business: str
    name: str
    mobile: str = ""
    """National form; empty draws one at random when the call is placed."""
    reason: str = ""
    number: str = ""
    """How the number is first given; empty says it plainly."""
    silent: bool = False
    eager: bool = False
    """Starts before the greeting has ended."""
    hangs_up_after: str = ""
    """The answer after which the caller is gone: `reason`, `name` or `number`."""


class UnknownScenarioError(RequestError):
    """No scenario of that name."""

    code = "scenario.unknown"


def scenario(name: str) -> Scenario:
    """Read a scenario.

    Raises:
        UnknownScenarioError: The message lists those that there are.
    """
    file = SCENARIOS / f"{name}.toml"
    if "/" in name or not file.is_file():
        known = ", ".join(sorted(path.stem for path in SCENARIOS.glob("*.toml")))
        raise UnknownScenarioError(f"no scenario {name!r}; there are: {known}")
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Scenario)


class Answer(msgspec.Struct, frozen=True):
    """What the caller does next: speak, stay silent (no text), or hang up afterwards."""

    text: str = ""
    hangs_up: bool = False


class Caller(Protocol):
    """Whoever is on the other end."""

    @property
    def opening(self) -> str:
        """What is said over the greeting; empty waits for it."""
        ...

    async def answer(self, heard: str) -> Answer:
        """React to what the agent has just said, as far as it was played."""
        ...


def draw_mobile(draw: random.Random) -> str:
    """Draw a mobile of a range that is in use: nobody rings from one that was never allotted."""
    while True:
        mobile = "04" + "".join(draw.choices("0123456789", k=8))
        if phonenumbers.is_valid_number(phonenumbers.parse(mobile, "AU")):
            return mobile


class TruthfulCaller:
    """Answers what it is asked; corrects what was misheard."""

    def __init__(self, scene: Scenario, seed: int | None = None) -> None:
        """Play a scenario; `seed` draws the random mobile, if it has none."""
        self.scene = scene
        self.mobile = scene.mobile or draw_mobile(random.Random(seed))
        self.opening = scene.reason if scene.eager else ""
        self._given = {"reason"} if scene.eager else set[str]()

    async def answer(self, heard: str) -> Answer:
        """Work out what was asked from the words alone."""
        if self.scene.silent or _is_farewell(heard):
            return Answer()
        said = digits_said(heard)
        if len(said) >= READ_BACK_DIGITS:
            return self._judge(said)
        asked = _asked(heard)
        if asked:
            return self._give(asked)
        return Answer("Sorry, what was that?" if "?" in heard else "")

    def _judge(self, said: str) -> Answer:
        if said == self.mobile:
            return Answer("Yes, that's right.")
        tail = 3 if said[:-3] == self.mobile[:-3] else 0
        if tail:
            spoken = say_digits(self.mobile).rsplit(", ", 1)[1]
            return Answer(f"No, it's {spoken} at the end.")
        return Answer(f"No, it's {say_digits(self.mobile)}.")

    def _give(self, asked: str) -> Answer:
        first = asked not in self._given
        self._given.add(asked)
        texts = {
            "reason": self.scene.reason,
            "name": f"It's {self.scene.name}.",
            "number": (first and self.scene.number) or f"It's {say_digits(self.mobile)}.",
            "yes": "Yes.",
        }
        return Answer(texts[asked], hangs_up=asked == self.scene.hangs_up_after)


def _is_farewell(heard: str) -> bool:
    return "bye" in heard.lower()


def _asked(heard: str) -> str:
    words = heard.lower()
    for asked, signs in (
        ("number", ("number", "reach you", "the rest", "digits")),
        ("name", ("name", "speaking with", "who am i")),
        ("yes", ("is that right", "correct?")),
        ("reason", ("help", "happening", "problem", "going on", "job", "what can")),
    ):
        if any(sign in words for sign in signs):
            return asked
    return ""


class ScriptedCaller:
    """Says the given turns in order; then stays silent.

    A read-back that the script has no answer to is judged by what was said last: so a script need
    not know how often the agent makes sure.
    """

    def __init__(self, turns: tuple[str, ...]) -> None:
        """Say these."""
        self._left = list(turns)
        self._last = ""
        self.opening = ""

    async def answer(self, heard: str) -> Answer:
        """Say the next turn, unless the agent is saying goodbye or wants its last one confirmed."""
        if _is_farewell(heard):
            return Answer()
        asked_back = "is that right" in heard.lower() and self._last
        if asked_back and not (self._left and _is_answer(self._left[0])):
            agrees = _agrees(heard, self._last)
            return Answer("Yes, that's right." if agrees else f"No. {self._last}")
        if not self._left:
            return Answer()
        turn = self._left.pop(0)
        if not _is_answer(turn):
            self._last = turn
        return Answer(turn)


ANSWERS: Final = frozenset("yes yeah yep yup correct no nope nah".split())


def _is_answer(turn: str) -> bool:
    words = _words(turn)
    return bool(words) and words[0] in ANSWERS


def _agrees(heard: str, said: str) -> bool:
    """Whether a read-back holds only what was said: its digits in order, or else its words."""
    digits = digits_said(heard)
    if len(digits) >= READ_BACK_DIGITS:
        return digits == digits_said(said)
    value = heard.lower().rpartition("is that right")[0]
    return set(_words(value)) <= set(_words(said))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())
