"""`spotfunnel tenants`: whose calls are answered here, and with what."""

import json
from typing import Annotated

from cyclopts import Parameter


def tenants(*, json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """List businesses, their numbers and the version that is active, from the log.

    Args:
        json: Print one JSON document.
    """
    return _tenants(as_json=json)


def _tenants(*, as_json: bool) -> int:
    import msgspec
    from rich.console import Console
    from rich.table import Table

    from spine.deployment import active_in
    from spine.home import find_home
    from spine.log.open import open_log

    with open_log(find_home()) as log:
        rows = active_in(log)
    if as_json:
        print(json.dumps({"tenants": msgspec.to_builtins(rows)}))
    elif not rows:
        print("nobody's calls are answered: spotfunnel config push FILE")
    else:
        table = Table("tenant", "business", "version", "graph", "numbers", box=None)
        for row in rows:
            numbers = ", ".join(row.numbers)
            table.add_row(row.tenant, row.name, str(row.version), row.config[:12], numbers)
        Console(highlight=False, markup=False, soft_wrap=True).print(table)
    return 0
