"""What the OpenAPI document says besides its routes."""

from typing import Final

from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Server

from platform_api.access.authenticate import COOKIE

CONFIG: Final = OpenAPIConfig(
    title="SpotFunnel",
    version="1",
    description=(
        "Calls, live and over. People sign in by a one-time link and have a cookie; a request of"
        " theirs that changes something carries the `csrftoken` cookie's value as `x-csrftoken`."
        " Programs send a key. Every refusal is a problem (RFC 9457) with a stable `code`."
    ),
    path="/api/schema",
    create_examples=False,
    render_plugins=[],
    servers=[Server(url="/")],
    components=Components(
        security_schemes={
            "session": SecurityScheme(
                type="apiKey", name=COOKIE, security_scheme_in="cookie", description="From a link."
            ),
            "key": SecurityScheme(type="http", scheme="bearer", description="`sf_…`"),
        }
    ),
)
