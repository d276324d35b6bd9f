"""Alembic's entry: on the connection that it is handed (`spine.log.migrate`)."""

from alembic import context

from spine.projections import tables  # noqa: F401 - they join the metadata
from spine.log.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
