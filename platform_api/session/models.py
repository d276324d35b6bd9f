from platform_api.model import Model
from spine.events.note import Role


class SignIn(Model, frozen=True):
    """What a one-time link is worth."""

    link: str
    """What stands behind the `#` of the link."""


class Session(Model, frozen=True):
    """Who is signed in."""

    role: Role
    tenant: str
    """`-` of an operator."""
    name: str
    """The business's; empty of an operator."""
    expires_unix_ms: int
    """Sooner than the session's end where nobody does anything until then."""
