"""What `up` was asked for, and when it is to end."""

import asyncio
import os
import signal
from typing import Literal

import msgspec

from platform_api.serving import PortTakenError, listen
from spine.home import Home
from spine.settings import Api, read_section

Shape = Literal["embedded", "stack"]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """The options of the command."""

    shape: Shape = "embedded"
    port: int = 0
    """0: the settings', or any free one where that is taken."""
    sip_port: int = 0
    workers: int = 2
    json: bool = False
    owner_pid: int = 0
    owner_fd: int = -1


def api_of(home: Home, wish: Wish) -> Api:
    """Return the API's settings with a port that is free now.

    Raises:
        PortTakenError: If the port that was asked for is taken; nobody asked for the settings' own.
    """
    api = read_section(Api, home=home)
    wanted = msgspec.structs.replace(api, port=wish.port or api.port)
    try:
        return _free(wanted)
    except PortTakenError:
        if wish.port:
            raise PortTakenError(
                f"port {wish.port} on {api.host} is taken: stop what has it, or choose another "
                "--port (left out, any free one is taken)"
            ) from None
        return _free(msgspec.structs.replace(api, port=0))


def _free(api: Api) -> Api:
    with listen(api) as taken:
        return msgspec.structs.replace(api, port=taken.getsockname()[1])


def end_with(stop: asyncio.Event, wish: Wish, *also: int) -> None:
    """Set `stop` at a signal, at the owner's end, or when one of these descriptors is ready."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    watched = list(also)
    if wish.owner_fd >= 0:
        watched.append(wish.owner_fd)
    if wish.owner_pid:
        try:
            watched.append(os.pidfd_open(wish.owner_pid))
        except ProcessLookupError:  # gone already
            stop.set()

    def over(descriptor: int) -> None:
        loop.remove_reader(descriptor)  # it stays ready
        stop.set()

    for descriptor in watched:
        loop.add_reader(descriptor, over, descriptor)
