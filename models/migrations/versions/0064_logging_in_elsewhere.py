"""Logging in with an account elsewhere: who somebody is there, logins that go on there, and sessions of them."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("identity_hash", sa.String(), nullable=True))
    op.add_column("account", sa.Column("identity_issuer", sa.String(), nullable=True))
    op.create_unique_constraint(op.f("uq_account_identity_hash"), "account", ["identity_hash"])
    op.create_table(
        "pending_login",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("way", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
    )
    op.create_table(
        "outside_session",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            sa.ForeignKey("desk_session.digest", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("id_token", sa.LargeBinary(), nullable=False),
    )
