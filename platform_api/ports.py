"""What the API is handed by whoever starts it: it puts nothing of a lower level together itself."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec

from agent_worker.replaying import Report
from spine.ids import CallId, TenantId
from spine.log.call_log import Stored
from spine.sealing import Sealer


@runtime_checkable
class Activate(Protocol):
    """Makes a pushed configuration the one that new calls are held with."""

    def __call__(self, tenant: TenantId, version: int) -> None:
        """Activate one version of a tenant's; again is the same as once. Blocks.

        Raises:
            RequestError: If there is no such version, or it was refused.
        """
        ...


class PartHealth(msgspec.Struct, frozen=True):
    """How one part of what is up does."""

    name: str
    well: bool
    detail: str


@runtime_checkable
class Pulse(Protocol):
    """Tells whether calls are answered."""

    def online(self, tenant: TenantId) -> bool:
        """Say whether a call to this tenant's number would be answered now. Blocks for little."""
        ...

    def parts(self) -> tuple[PartHealth, ...]:
        """Return how each part does. Blocks for at most a second."""
        ...


@runtime_checkable
class Replayer(Protocol):
    """Runs a stored call again (`agent_worker.replaying.replay_apart` for a state folder)."""

    def __call__(
        self, call: CallId, stored: Sequence[Stored], key: Sealer | None, erased_at: str
    ) -> Report:
        """Verify and run one call in a process of its own. Blocks for some seconds.

        Raises:
            RequestError: If what the call was held with is not kept here.
            BrokenPromiseError: If the process did not say what came of it.
        """
        ...
