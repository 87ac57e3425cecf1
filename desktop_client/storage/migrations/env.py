"""Alembic's entry: runs revisions on the connection that the caller opened and never opens one itself."""

from alembic import context

from desktop_client.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
