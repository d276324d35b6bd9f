"""The built dashboard on disk."""

from pathlib import Path
from typing import Final

BUILD: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>SpotFunnel</title>
<h1>The dashboard is not built</h1><p>The API answers. To build its pages:</p>
<pre>cd dashboard &amp;&amp; npm ci &amp;&amp; npm run build</pre></html>
"""


class Pages:
    """Files below one folder, and nothing else."""

    def __init__(self, dist: Path) -> None:
        """Serve this folder; it may be built later."""
        self._dist = dist.resolve()

    def index(self) -> Path | None:
        """Return the page itself, if it is built."""
        return self.find("index.html")

    def find(self, name: str) -> Path | None:
        """Return a file below the folder; None for anything else, however it is spelt."""
        if not name or "\0" in name:
            return None
        try:
            file = (self._dist / name).resolve()
            return file if file.is_relative_to(self._dist) and file.is_file() else None
        except (OSError, ValueError, RecursionError):  # a name longer than names are
            return None
