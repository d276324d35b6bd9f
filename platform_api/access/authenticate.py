"""Finds out who asks: a session's cookie or a key, never both."""

import asyncio
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import ASGIApp

from platform_api.access.store import Access
from platform_api.identity import Identity
from spine.settings import Api

COOKIE: Final = "sf_session"
CSRF_COOKIE: Final = "csrftoken"
"""The page reads this one and sends it back in `CSRF_HEADER`."""
CSRF_HEADER: Final = "x-csrftoken"
BEARER: Final = "bearer "


def secure(api: Api) -> bool:
    """Say whether browsers reach us by https alone."""
    return api.public_url.startswith("https://")


def cookie_name(api: Api) -> str:
    """Return the session cookie's name; by https, one that no other host can set."""
    return f"__Host-{COOKIE}" if secure(api) else COOKIE


class Authenticate(AbstractAuthenticationMiddleware):
    """Puts an `Identity` into `connection.user`, or None; what that is worth is the guard's."""

    def __init__(self, app: ASGIApp, access: Access, api: Api) -> None:
        """Look people up in `access`."""
        super().__init__(app, exclude_http_methods=())
        self._access = access
        self._cookie = cookie_name(api)

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        """Return who asks; `auth` is the session's own token."""
        said = connection.headers.get("authorization", "")
        if said:
            who = None
            if said.lower().startswith(BEARER):
                who = await asyncio.to_thread(self._access.find_key, said[len(BEARER) :].strip())
            return AuthenticationResult(user=who, auth=None)
        token = connection.cookies.get(self._cookie)
        session: Identity | None = None
        if token:
            session = await asyncio.to_thread(self._access.find_session, token)
        return AuthenticationResult(user=session, auth=token)
