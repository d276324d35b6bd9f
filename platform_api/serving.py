"""Serves the API on one socket, until it is told to stop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any, Final

import uvicorn

from platform_api.access.authenticate import secure
from spine.errors import EnvironmentNeedsError
from spine.settings import Api

BACKLOG: Final = 512
LAST_WORDS_S: Final = 1
"""What is not finished then is cut."""
LONGEST_FRAME: Final = 64 * 1024
"""Of a WebSocket: a hundred times what a frame of sound is."""


class PortTakenError(EnvironmentNeedsError):
    """Nobody can listen there."""

    code = "api.port"


def listen(api: Api) -> socket.socket:
    """Take the address; port 0 takes any free one (`getsockname` says which).

    Raises:
        PortTakenError: If it is somebody else's.
    """
    family = socket.AF_INET6 if ":" in api.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((api.host, api.port))
        taken.listen(BACKLOG)
    except OSError as exc:
        taken.close()
        raise PortTakenError(
            f"{api.host} port {api.port} cannot be listened on ({exc.strerror}): stop what has it,"
            " or set SPOTFUNNEL_API_PORT to another port (0: any free one)"
        ) from exc
    return taken


async def serve(app: Any, listening: socket.socket, api: Api, stop: asyncio.Event) -> None:
    """Serve what `build_app` made until `stop` is set; then end streams, finish what is asked."""
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=secure(api),  # then a proxy stands before us; else nobody may say so
            timeout_graceful_shutdown=LAST_WORDS_S,
            ws_max_size=LONGEST_FRAME,
            lifespan="on",
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await app.state.live.end()
        server.should_exit = True
        stopping.cancel()
        await serving


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
