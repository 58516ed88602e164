"""When branches had all five things they are expected to have; on which day a president was written down.

Both tables are worked out, as roll-ups are, at the end of the upgrade. Of organisations that are there already the day
is that of their record, or of the import that brought them; where neither is known it stays empty: always.
"""

from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

from bot.store import rollups
from bot.store.tables import Utc

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
_CHINA = timezone(timedelta(hours=8))
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "haves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_haves_organisation_id_organisations", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_haves"),
    )
    op.create_index("ix_haves_organisation_id", "haves", ["organisation_id"])
    op.create_table(
        "haves_touched",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_haves_touched"),
    )
    op.add_column("organisations", sa.Column("president_recorded", sa.Date(), nullable=True))
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """The day on which a president was written down, as far as it is known."""
    moments: dict[int, datetime] = {}
    imported = sa.text(
        "SELECT o.id, i.imported_at FROM organisations o JOIN imports i ON i.id = o.import_id"
        " WHERE o.president IS NOT NULL"
    )
    found = sa.text(
        "SELECT o.id, a.at FROM organisations o JOIN audit a ON a.entity_id = CAST(o.id AS VARCHAR(64))"
        " WHERE a.entity = 'organisation' AND a.action = 'found' AND o.president IS NOT NULL ORDER BY a.id"
    )
    for query, name in ((imported, "imported_at"), (found, "at")):
        for number, moment in connection.execute(query.columns(id=sa.Integer(), **{name: Utc()})):
            moments[number] = moment
    rows = [{"number": number, "day": moment.astimezone(_CHINA).date()} for number, moment in moments.items()]
    if rows:
        update = sa.text("UPDATE organisations SET president_recorded = :day WHERE id = :number")
        connection.execute(update.bindparams(sa.bindparam("day", type_=sa.Date())), rows)


def downgrade() -> None:
    rollups.remove(op.get_bind())
    op.drop_column("organisations", "president_recorded")
    op.drop_table("haves_touched")
    op.drop_table("haves")
