"""What every answer tells the browser, whoever made it."""

from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from spine.settings import Api

API: Final = "/api/"


class Headers:
    """Adds headers to each answer as it leaves (`before_send`)."""

    def __init__(self, api: Api) -> None:
        """Name the media server, if there is one: browsers may connect to nothing else."""
        self._always = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Content-Security-Policy": policy(api),
        }

    async def add(self, message: Message, scope: Scope) -> None:
        """Add them where they are not."""
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in self._always.items():
            headers.setdefault(name, value)
        if scope["path"].startswith(API):
            headers.setdefault("Cache-Control", "no-store")


def policy(api: Api) -> str:
    """Return the content security policy: own files, own address, the media server."""
    sources = ["'self'", *_media_server(api.livekit_url)]
    rules = {
        "default-src": "'self'",
        "connect-src": " ".join(sources),
        "script-src": "'self'",
        "style-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _media_server(url: str) -> tuple[str, ...]:
    """Return its address for the socket, and for the requests that come before it."""
    if not url:
        return ()
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    secure = scheme in {"wss", "https"}
    return (f"{'wss' if secure else 'ws'}://{host}", f"{'https' if secure else 'http'}://{host}")
