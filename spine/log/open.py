"""Opens the log that this installation writes to, wherever its settings say that is."""

from spine.home import Home
from spine.log.sql import SqlCallLog
from spine.settings import Spine, read_section


def open_log(home: Home, spine: Spine | None = None) -> SqlCallLog:
    """Open the log; blocks, so call it off the loop.

    Raises:
        SchemaTooNewError: If a later release wrote it.
        SettingsError: If the settings cannot be read.
    """
    spine = spine or read_section(Spine, home=home)
    return SqlCallLog(spine.log_url or home.log_db)
