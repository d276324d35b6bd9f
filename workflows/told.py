"""Who wants to be told of what: the few things that level 3 reads of a tenant's graph."""

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from spine.errors import RequestError
from workflows.cue import NOTIFY_EMAIL

_TELLS: Final = "notify_"


class ToldUnreadableError(RequestError):
    """A graph's bytes do not say who is told."""

    code = "workflow.graph_unreadable"


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """Calls with these outcomes are followed by this workflow."""

    on: tuple[str, ...]
    run: str


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """How calls with these outcomes are told of, in the business's own words."""

    on: tuple[str, ...]
    subject: str
    text: str
    """Slots in braces: a field's name, `business` or `outcome`."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter needs of a graph. What is missing is not guessed: it has no default."""

    business: str
    time_zone: str
    outcome: str
    """Of a call whose caller can be reached afterwards."""
    triggers: tuple[Trigger, ...]
    emails: tuple[str, ...]
    secrets: tuple[str, ...]
    """Fields that never go into a message or a notification."""
    messages: tuple[Wording, ...] = ()
    """The first that is for an outcome is used. Older graphs have none: then the words are ours."""

    @property
    def outcomes(self) -> frozenset[str]:
        """Return the outcomes that are told by e-mail.

        Those of the triggers that say so. A business that gives addresses and no such trigger is
        told of what it is told of otherwise, and of callers who wait to be called back.
        """
        mailed = [one for one in self.triggers if one.run == NOTIFY_EMAIL]
        if mailed:
            return frozenset(outcome for one in mailed for outcome in one.on)
        otherwise = (one for one in self.triggers if one.run.startswith(_TELLS))
        return frozenset({self.outcome, *(name for one in otherwise for name in one.on)})

    def wants(self, outcome: str) -> bool:
        """Say whether anybody is to be told of a call."""
        return bool(self.emails) and outcome in self.outcomes

    def wording(self, outcome: str) -> Wording | None:
        """Return the business's own words for an outcome, if it has any."""
        return next((one for one in self.messages if outcome in one.on), None)

    @property
    def zone(self) -> ZoneInfo:
        """Return the clock that the business goes by."""
        return ZoneInfo(self.time_zone)


_decoder: Final = msgspec.json.Decoder(Told)


def read_told(graph: bytes) -> Told:
    """Read who is told from a graph's canonical bytes; everything else in them is passed over.

    Raises:
        ToldUnreadableError: If they do not say so.
    """
    try:
        told = _decoder.decode(graph)
        _ = told.zone
    except (msgspec.MsgspecError, ValueError, RecursionError, ZoneInfoNotFoundError) as exc:
        raise ToldUnreadableError("the configuration does not say who is told") from exc
    return told
