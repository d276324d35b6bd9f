"""Writes the API's own description of itself: `python -m platform_api.openapi [--check]`."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from agent_worker.replaying import Report
from platform_api.app import build_app
from platform_api.parts import About, Parts
from platform_api.ports import PartHealth
from spine.home import PROJECT, Home
from spine.ids import NOBODY, CallId, TenantId
from spine.log.call_log import Stored
from spine.log.sql import SqlCallLog
from spine.projections.store import Views
from spine.sealing import Sealer
from spine.settings import Api

FILE: Final = PROJECT / "dashboard" / "openapi.json"


def document() -> bytes:
    """Return the document: the same routes, the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        log = SqlCallLog(home.log_db)
        app = build_app(
            Parts(
                home=home,
                views=Views(log),
                api=Api(),
                about=About("embedded", ""),
                activate=_activate,
                pulse=_Pulse(),
                replay=_replay,
            )
        )
        schema: dict[str, Any] = app.openapi_schema.to_schema()
        log.close()
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2) + b"\n"


def _activate(tenant: TenantId, version: int) -> None:
    """Activate nothing: a document is no service."""


def _replay(call: CallId, stored: Sequence[Stored], key: Sealer | None, erased_at: str) -> Report:
    raise NotImplementedError  # a document is made without asking anything of the service


class _Pulse:
    def online(self, tenant: TenantId) -> bool:
        return tenant == NOBODY

    def parts(self) -> tuple[PartHealth, ...]:
        return ()


def main(arguments: Sequence[str]) -> int:
    """Write the document, or say whether it is stale; 0 fine, 1 stale."""
    fresh = document()
    if "--check" in arguments:
        return int(not FILE.exists() or FILE.read_bytes() != fresh)
    FILE.write_bytes(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
