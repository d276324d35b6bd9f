"""The bus's topics, as code: made where they are missing, never changed by hand."""

from typing import Final

import msgspec

DAY_MS: Final = 86_400_000
LARGEST: Final = 8 * 1024 * 1024
"""Bytes of one message: twice what a journal's record may have."""


class Topic(msgspec.Struct, frozen=True):
    """One topic; its name ends with the version of what is in it."""

    name: str
    partitions: int
    """Never changed: a stream's events stay in order because its key stays in its partition."""
    keep_ms: int
    """Longer than the log may be away; what is older is in the journals still."""

    @property
    def settings(self) -> dict[str, str]:
        """What differs from the broker's own."""
        return {"retention.ms": str(self.keep_ms), "max.message.bytes": str(LARGEST)}


EVENTS: Final = Topic("spotfunnel.events.v1", partitions=6, keep_ms=7 * DAY_MS)
"""Stored bytes of events, keyed by stream id."""
REFUSED: Final = Topic("spotfunnel.refused.v1", partitions=1, keep_ms=90 * DAY_MS)
"""What a log could not even put into its quarantine, keyed by why."""
TOPICS: Final = (EVENTS, REFUSED)
"""Every topic there is."""
GROUP: Final = "log"
"""Those that put events into the log share the partitions among them."""
