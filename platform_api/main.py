"""The API as a process of its own: `python -m platform_api.main` (the stack shape).

Environment: `SPOTFUNNEL_HOME`, the settings of `spine.settings` (`SPOTFUNNEL_API_PORT`…),
`LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET` for browser calls, `SPOTFUNNEL_STACK_STATE` (the
supervisor's file, for how the parts do).
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import structlog

from agent_worker.core_files import read_core
from agent_worker.replaying import replay_apart
from platform_api.app import build_app
from platform_api.parts import About, Parts
from platform_api.serving import listen, serve
from platform_api.status.stack_pulse import StackPulse
from platform_api.talk.rooms import RoomTalk
from spine.deployment import activate, deployment_of, version_of
from spine.errors import EnvironmentNeedsError, RequestError
from spine.home import Home, find_home
from spine.ids import TenantId
from spine.log.open import open_log
from spine.log.sql import SqlCallLog
from spine.projections.store import Views
from spine.settings import Api, read_section

STATE_VARIABLE: Final = "SPOTFUNNEL_STACK_STATE"

log = structlog.get_logger()


class OtherCoreError(RequestError):
    """A version that was tried with a Voice Core that is not the one here."""

    code = "config.other_core"
    exit_code = 4


class ActivateHere:
    """A `platform_api.ports.Activate` for versions that were tried with the core that is here."""

    def __init__(self, home: Home, log_: SqlCallLog, core: str) -> None:
        """Activate in this log and this home."""
        self._home = home
        self._log = log_
        self._core = core

    def __call__(self, tenant: TenantId, version: int) -> None:
        """Activate one version; again is the same as once. Blocks.

        Raises:
            RequestError: See `spine.deployment.activate`; and for a version of another core, which
                is to be pushed again, for that tries it.
        """
        seen = deployment_of(self._log, tenant)
        if version_of(seen, version).core != self._core:
            raise OtherCoreError("this version was tried with another Voice Core: push it again")
        activate(self._home, self._log, seen, version, now=datetime.now(UTC))


def telephone(api: Api) -> RoomTalk | None:
    """Return how browsers are heard: in rooms, where a media server is named.

    Raises:
        EnvironmentNeedsError: If it is named and its keys are not.
    """
    if not api.livekit_url:
        return None
    key, secret = (os.environ.get(f"LIVEKIT_API_{name}", "") for name in ("KEY", "SECRET"))
    if not key or not secret:
        raise EnvironmentNeedsError(
            "a media server is set (SPOTFUNNEL_API_LIVEKIT_URL) and its keys are not: set"
            " LIVEKIT_API_KEY and LIVEKIT_API_SECRET"
        )
    return RoomTalk(api.livekit_url, key, secret)


def put_together(home: Home, api: Api) -> Parts:
    """Open everything that the API stands on. Blocks."""
    core = read_core()
    talk = telephone(api)
    state = os.environ.get(STATE_VARIABLE)
    views = Views(open_log(home))
    return Parts(
        home=home,
        views=views,
        api=api,
        about=About("stack", core.version),
        activate=ActivateHere(home, views.log, core.version),
        pulse=StackPulse(home, Path(state) if state else None),
        replay=partial(replay_apart, home),
        talk=talk,
    )


async def run(home: Home) -> None:
    """Serve until a signal says stop."""
    api = read_section(Api, home=home)
    listening = listen(api)
    api = msgspec.structs.replace(api, port=listening.getsockname()[1])
    parts = await asyncio.to_thread(put_together, home, api)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    log.info("api.up", host=api.host, port=api.port)
    try:
        await serve(build_app(parts), listening, api, stop)
    finally:
        await asyncio.to_thread(parts.views.log.close)


def main(_: Sequence[str]) -> int:
    """Run the process; 0 stopped, 1 with one line on what is missing."""
    try:
        asyncio.run(run(find_home()))
    except (RequestError, EnvironmentNeedsError) as error:
        print(f"platform_api: {error}", file=sys.stderr)  # noqa: T201 - whoever started us reads it
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
