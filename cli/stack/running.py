"""A part that has been started."""

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path
from typing import Final

from cli.stack.health import Check
from cli.stack.leash import spawn
from cli.stack.part import Part
from cli.stack.state import PartPhase, tail
from spine.errors import EnvironmentNeedsError

LOOK_EVERY_S: Final = 0.05
PORT_TAKEN: Final = ("address already in use", "address in use", "bind: ")


class StartFailedError(EnvironmentNeedsError):
    """A server or a worker would not start, or would not stay."""

    code = "stack.start_failed"

    def __init__(self, part: str, why: str, log: Path) -> None:
        """Say which, why, and what it said last."""
        said = tail(log)
        super().__init__(f"{part} did not start: {why}. The end of {log}:\n{said}")
        self.part = part
        self.why = why
        self.port_taken = any(sign in said.lower() for sign in PORT_TAKEN)


class Running:
    """One process with its log, until it ends."""

    def __init__(self, part: Part, log: Path, check: Check, *, restarts: int = 0) -> None:
        """Start it."""
        self.part = part
        self.log = log
        self.phase: PartPhase = "restarting" if restarts else "starting"
        self.restarts = restarts
        self.detail = ""
        """What a person should know of it."""
        self.is_being_mended = False
        self._check = check
        self._began = time.monotonic()
        self._file = log.open("ab" if restarts else "wb")
        self._process = spawn(part.command, environment=part.environment, log=self._file)
        self.pid = self._process.pid

    @property
    def code(self) -> int | None:
        """What it ended with."""
        return self._process.returncode

    def has_ended(self) -> bool:
        """Say whether it is gone."""
        ended = self._process.poll() is not None
        if ended:
            self.phase, self.pid = "stopped", 0
        return ended

    async def become_healthy(self) -> None:
        """Wait for it.

        Raises:
            StartFailedError: If it ends first, or takes too long.
        """
        deadline = self._began + self.part.patience_s
        while not await self._is_well():
            if time.monotonic() > deadline:
                patience = f"not healthy after {self.part.patience_s:.0f} s"
                raise StartFailedError(self.part.name, patience, self.log)
            await asyncio.sleep(LOOK_EVERY_S)
        self.phase = "stopped" if self.part.once else "healthy"

    async def look(self) -> None:
        """Ask whether it is still well."""
        if self.phase in {"healthy", "unwell"}:
            well = await self._check()
            if not self.has_ended():
                self.phase, self.detail = ("healthy", "") if well else ("unwell", "no answer")

    async def _is_well(self) -> bool:
        ended = self.has_ended()
        if ended and (self.code or not self.part.once):
            raise StartFailedError(self.part.name, f"it ended with code {self.code}", self.log)
        if self.part.once:
            return ended
        has_settled = time.monotonic() - self._began >= self.part.settles_s
        return has_settled and await self._check()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and to what it started, if it is still there."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def close(self) -> None:
        """Bury it and close its log."""
        self._process.wait()
        self.phase, self.pid = "stopped", 0
        self._file.close()
