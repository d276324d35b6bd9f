"""How a stack's parts do, from the file that its supervisor keeps."""

from pathlib import Path
from typing import Final

import msgspec

from platform_api.ports import PartHealth
from spine.activation import read_active
from spine.home import Home
from spine.ids import NOBODY, TenantId

WORKER: Final = "worker"
WELL: Final = "healthy"


class _Part(msgspec.Struct):
    name: str
    phase: str
    detail: str = ""
    essential: bool = True


class _State(msgspec.Struct):
    phase: str = ""
    parts: tuple[_Part, ...] = ()


class StackPulse:
    """A `platform_api.ports.Pulse` for what a supervisor keeps up."""

    def __init__(self, home: Home, state_file: Path | None) -> None:
        """Read how it is from this file; without one, nothing is known to be well."""
        self._home = home
        self._file = state_file

    def online(self, tenant: TenantId) -> bool:
        """Say whether a call to this tenant's number would be answered now.

        A worker has to be well, with all that a call needs, and the tenant's calls must be held
        with something.
        """
        parts = self._state().parts
        workers = any(part.name.startswith(WORKER) and part.phase == WELL for part in parts)
        needed = all(
            part.phase == WELL
            for part in parts
            if part.essential and not part.name.startswith(WORKER)
        )
        return workers and needed and (tenant == NOBODY or self._answers_for(tenant))

    def parts(self) -> tuple[PartHealth, ...]:
        """Return how each part does."""
        return tuple(
            PartHealth(part.name, part.phase == WELL, part.detail or part.phase)
            for part in self._state().parts
        )

    def _answers_for(self, tenant: TenantId) -> bool:
        return any(row.tenant == tenant and row.numbers for row in read_active(self._home))

    def _state(self) -> _State:
        if self._file is None:
            return _State()
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_State)
        except (OSError, msgspec.DecodeError):
            return _State()
