"""Which event types hold what a caller said: each is sealed whole, the others are clear."""

from typing import Final

from spine.events.call import (
    AgentSpoke,
    AnyEvent,
    CaptureConfirmed,
    CaptureFailed,
    CaptureHeard,
    CaptureReadBack,
    CaptureRepaired,
    TurnHeard,
)
from spine.events.inputs import AnyInput, CallerIdSeen, FinalHeard, KeyPressed, PartialHeard

Recorded = AnyInput | AnyEvent
"""Everything that may stand in a call's stream."""

PERSONAL: Final[frozenset[type]] = frozenset(
    {
        CallerIdSeen,
        PartialHeard,
        FinalHeard,
        KeyPressed,
        AgentSpoke,
        TurnHeard,
        CaptureHeard,
        CaptureReadBack,
        CaptureRepaired,
        CaptureConfirmed,
        CaptureFailed,
    }
)
