"""One process of a stack: how it is started, what it stands on, how one knows that it is well."""

import signal
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from cli.stack.health import Check

SERVER_PATIENCE_S: Final = 20.0

MakeCheck = Callable[[int], Check]
"""Makes the check as the part is started, told how many of its kind were started just before."""


class Keys(msgspec.Struct, frozen=True):
    """Made for one stack, worth nothing elsewhere."""

    api_key: str
    api_secret: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What the supervisor is told of one process."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    check: Any
    """A `MakeCheck`."""
    address: str = ""
    after: tuple[str, ...] = ()
    """It is started when these are well."""
    patience_s: float = SERVER_PATIENCE_S
    settles_s: float = 0.0
    """Before that nothing is believed: for what can only be asked whether it lives."""
    is_worker: bool = False
    """Workers come and go; the server counts them."""
    essential: bool = True
    """Calls need it: if it cannot be kept up, the stack has failed. Others are tried for ever."""
    once: bool = False
    """It does one thing and ends."""
    holds_data: bool = False
    """It is stopped after those that write to it."""
    stop: signal.Signals = signal.SIGTERM


def always(check: Check) -> MakeCheck:
    """Return what makes the same check whenever it is asked."""

    def make(before: int) -> Check:
        del before
        return check

    return make
