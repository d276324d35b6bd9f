"""What the OpenAPI document says besides its routes."""

from litestar import Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Server

from platform_api.access.authenticate import COOKIE
from platform_api.guard import OPT


def config() -> OpenAPIConfig:
    """Return it, for one application."""
    return OpenAPIConfig(
        title="SpotFunnel",
        version="1",
        description=(
            "Calls, live and over. People sign in by a one-time link and have a cookie; a request"
            " of theirs that changes something sends the `csrftoken` cookie as `x-csrftoken`."
            " Programs send a key. Every refusal is a problem (RFC 9457) with a stable `code`."
        ),
        openapi_router=Router(
            path="/api/schema",
            route_handlers=[],
            opt={OPT: "signed_in"},
            include_in_schema=False,
        ),
        create_examples=False,
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        servers=[Server(url="/")],
        components=Components(
            security_schemes={
                "session": SecurityScheme(
                    type="apiKey",
                    name=COOKIE,
                    security_scheme_in="cookie",
                    description="From a link.",
                ),
                "key": SecurityScheme(type="http", scheme="bearer", description="`sf_…`"),
            }
        ),
    )
