from typing import Annotated

import msgspec

from platform_api.model import Model

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class WantedLink(Model, frozen=True):
    """Whose link is wanted."""

    tenant: Name


class MadeLink(Model, frozen=True):
    """A link for somebody of a business: it opens one session, once."""

    url: str
    """The secret part stands behind the `#`: browsers send that to nobody."""
    expires_unix_ms: int
