"""Entry point of Alembic: run the migrations on the connection that `models.schema` passes."""

from alembic import context
from sqlmodel import SQLModel

from models import tables as tables  # fills the metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
