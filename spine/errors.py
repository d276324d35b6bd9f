"""Errors are named by who can fix them."""

from typing import ClassVar


class SpotFunnelError(Exception):
    """Everything that we raise on purpose; `code` is stable and documented."""

    code: ClassVar[str] = "spotfunnel.error"


class RequestError(SpotFunnelError):
    """The sender can fix it: bad input, an unknown call, a broken configuration file."""

    code = "request.error"


class EnvironmentNeedsError(SpotFunnelError):
    """The machine lacks something; the message names it and the command that brings it."""

    code = "environment.missing"


class BrokenPromiseError(SpotFunnelError):
    """We are wrong: page us."""

    code = "promise.broken"
