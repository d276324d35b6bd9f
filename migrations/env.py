"""Alembic's entry: on the connection that it is handed (`spine.log.migrate`)."""

from alembic import context

from platform_api.access.tables import metadata as access
from spine.log.schema import metadata
from spine.projections import tables  # noqa: F401 - they join the log's

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=[metadata, access], transactional_ddl=False
)
context.run_migrations()
