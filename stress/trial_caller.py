"""The caller of a trial: it knows what it was asked for, and believes only what it hears."""

from collections.abc import Mapping
from typing import Final

import msgspec

from spine.events.call import AgentSpoke, AnyEvent, CaptureReadBack, CaptureStarted
from stress.caller import Answer
from stress.truths import Truth, letters_of

CLOSINGS: Final = frozenset({"silent_goodbye", "too_long", "trouble_hearing", "unknown_number"})
NOTED: Final = "choice_noted"
"""What was given last is said back without a question."""
REFUSAL: Final = "I'd rather not say."


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial's caller does, besides telling the truth."""

    truths: Mapping[str, Truth]
    """By field."""
    declines: frozenset[str] = frozenset()
    """Fields that are not given."""
    misspeaks: Mapping[str, Truth] = {}
    """Fields that are first given wrong, and with what."""
    opens_with: tuple[str, ...] = ()
    """What is said to questions, one after the other, instead of answers to them."""
    opens_at: str = ""
    """The field at which that begins; empty for the first question."""
    changes: Mapping[str, Truth] = {}
    """Fields whose value is another one once that has been said."""
    answers: frozenset[str] | None = None
    """Contacts who answer when they are rung. None: no line can ring anybody."""
    leaves_at: str = ""
    """The field in the middle of which the caller is gone."""
    silent: bool = False


class TrialCaller:
    """Plays one part. It is told events for what was asked for, never for what was understood."""

    def __init__(self, part: Part) -> None:
        """Take a part."""
        self.opening = ""
        self.said: list[str] = []
        self._part = part
        self._truths = dict(part.truths)
        self._to_say = list(part.opens_with)
        self._primitive: dict[str, str] = {}
        """Of each field that was asked for, as the core names it."""
        self._started: list[str] = []
        self._phrases: tuple[str, ...] = ()
        self._read_back: tuple[str, ...] = ()
        self._wrong = ""
        self._misspoken: set[str] = set()
        self._given = ""

    def watch(self, events: tuple[AnyEvent, ...]) -> None:
        """Take what the agent did."""
        spoke = next((one for one in events if isinstance(one, AgentSpoke)), None)
        for one in events:
            if isinstance(one, CaptureStarted):
                self._started.append(str(one.field))
                self._primitive[str(one.field)] = one.primitive
        if spoke is not None:
            self._phrases = spoke.phrases
            read = (str(one.field) for one in events if isinstance(one, CaptureReadBack))
            self._read_back = tuple(dict.fromkeys(read))

    async def answer(self, heard: str) -> Answer:
        """React to what the agent has just said."""
        answer = Answer() if self._part.silent or self._is_over() else self._answer(heard)
        self.said.append(answer.text)
        return answer

    def _is_over(self) -> bool:
        last = self._phrases[-1] if self._phrases else ""
        return last in CLOSINGS or last.startswith("close")

    def _answer(self, heard: str) -> Answer:
        asked = self._phrases[-1] if self._phrases else ""
        if self._to_say and self._may_say(asked):
            return self._say_next()
        if self._read_back:
            return self._judge(heard)
        if NOTED in self._phrases and self._given:
            truth = self._truths[self._given]
            if not _says(heard, truth):
                return Answer(f"No, sorry, {truth.said}.")
        if asked == "which_wrong":
            return Answer(f"The {self._primitive[self._wrong]}.")
        if asked in {"yes_or_no", "press_yes_or_no"}:
            return Answer("No." if self._wrong else "Yes, that's right.")
        field = self._asked_for(asked)
        return self._give(field) if field else Answer()

    def _may_say(self, asked: str) -> bool:
        part = self._part
        begun = len(self._to_say) < len(part.opens_with)
        return begun or not part.opens_at or self._asked_for(asked) == part.opens_at

    def _say_next(self) -> Answer:
        said = self._to_say.pop(0)
        if not self._to_say:
            self._truths.update(self._part.changes)
        return Answer(_sentence(said))

    def _asked_for(self, phrase: str) -> str:
        """Return the field that a question is about: the last begun of its primitive."""
        primitive = phrase.partition("_")[0]
        for field in reversed(self._started):
            if self._primitive.get(field) == primitive:
                return field
        return ""

    def _give(self, field: str) -> Answer:
        part = self._part
        if field in part.declines:
            return Answer(REFUSAL)
        self._given = field
        truth = self._truths[field]
        if field in part.misspeaks and field not in self._misspoken:
            self._misspoken.add(field)
            truth = part.misspeaks[field]
        return Answer(_sentence(truth.said), hangs_up=field == part.leaves_at)

    def _judge(self, heard: str) -> Answer:
        for field in self._read_back:
            if field in self._part.declines:
                return Answer(REFUSAL)
            truth = self._truths[field]
            if not _says(heard, truth):
                self._wrong = field
                return Answer(f"No, the {self._primitive[field]} is {truth.said}.")
        self._wrong = ""
        return Answer("Yes, that's right.")


def _says(heard: str, truth: Truth) -> bool:
    sounds = letters_of(heard)
    return all(piece in sounds for piece in truth.heard)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
