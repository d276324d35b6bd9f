import asyncio
import mimetypes
from pathlib import Path
from typing import Any, Final

from litestar import HttpMethod, Response, route
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File

from platform_api.guard import OPT
from platform_api.pages.service import BUILD, Pages
from platform_api.problems import not_found

HASHED: Final = "assets"
"""Vite names what is in there by its content."""
FOREVER: Final = "public, max-age=31536000, immutable"
FRESH: Final = "no-cache"


@route(
    ["/", "/{path:path}"],
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    include_in_schema=False,
    opt={OPT: "public"},
)
async def page(pages: NamedDependency[Pages], path: FromPath[str] = "") -> Response[Any]:
    """Return a file of the built dashboard, or its one page for every address of its own."""
    name = path.strip("/")
    if name == "api" or name.startswith("api/"):
        raise not_found("route")
    hashed = name.partition("/")[0] == HASHED
    file = await asyncio.to_thread(pages.find, name)
    if file is None and (hashed or "." in name.rpartition("/")[2]):
        raise not_found("page")
    file = file or await asyncio.to_thread(pages.index)
    if file is None:
        return Response(BUILD, status_code=503, media_type="text/html; charset=utf-8")
    return File(
        file,
        media_type=_media(file),
        content_disposition_type="inline",
        headers={"Cache-Control": FOREVER if hashed else FRESH},
    )


def _media(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
