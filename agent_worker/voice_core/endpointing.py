"""Hold or end: how much silence closes a caller's turn, from what the turn could still become.

Peers wait on silence or on a model that cannot tell a pause inside a dictated number from its end.
We know which field is being said, so an incomplete value holds the turn open and a whole one ends
it at once.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from agent_worker.voice_core.capture.contract import Outlook

HOLD_MS: Final[Mapping[Outlook, int]] = MappingProxyType(
    {
        Outlook.COMPLETE: 300,
        Outlook.OPEN: 700,
        Outlook.INVALID: 900,
        Outlook.EMPTY: 1_200,
        Outlook.PREFIX: 1_900,
    }
)
"""Milliseconds of silence after the last voiced sample: 1.8 to 2.0 s inside a value."""


def hold_ms(outlook: Outlook) -> int:
    """Return the silence that ends a turn with this outlook, in milliseconds."""
    return HOLD_MS[outlook]
