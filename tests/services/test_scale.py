"""The synthetic country: as many as asked for, whole, the same for the same seed, usable at once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.errors import WorldError
from bot.core.members import MemberKind
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType, may_be_above
from bot.services import scale
from bot.services.scale import Size
from bot.store import backup
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import (
    AccountRow,
    ActivityRow,
    FormerNameRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PersonRow,
)
from tests.conftest import NOW

PERSONAL = PersonalData(b"k" * 32)
SHARE = 0.0005  # 75 branches, 10,000 members


def build(database: Database) -> Size:
    return scale.build(database, PERSONAL, SHARE, 1, NOW)


@pytest.mark.parametrize(
    ("share", "branches", "counties", "provinces"), [(1, 150_000, 2850, 31), (0.01, 1500, 28, 1), (0.00001, 2, 1, 1)]
)
def test_a_share_of_the_country(share: float, branches: int, counties: int, provinces: int) -> None:
    size = Size.of(share)
    assert (size.organisations, size.counties, size.provinces) == (branches, counties, provinces)


def test_as_many_as_asked_for_and_nothing_hangs_in_the_air(database: Database) -> None:
    size = build(database)
    with database.session() as session:
        rows = list(session.scalars(select(OrganisationRow)))
        branches = [row for row in rows if OrganisationType(row.type) not in ABOVE_GRASS_ROOTS]
        assert len(branches) == size.organisations == 75
        by_id = {row.id: row for row in rows}
        for row in rows:
            if row.parent_id is not None:
                assert may_be_above(OrganisationType(by_id[row.parent_id].type), OrganisationType(row.type))
        pairs = session.query(OrganisationTreeRow).filter_by(depth=1).all()
        assert {(one.descendant_id, one.ancestor_id) for one in pairs} == {
            (row.id, row.parent_id) for row in rows if row.parent_id
        }
        volunteers = session.query(MembershipRow).filter_by(kind=MemberKind.VOLUNTEER).count()
        assert (session.query(MembershipRow).count() - volunteers, volunteers) == (size.members, size.volunteers)
        assert session.query(ActivityRow).count() == size.activities
        early = session.query(MembershipRow).filter(MembershipRow.valid_from > NOW.date() + timedelta(0)).count()
        assert early == 0
    assert list(backup.faults(database)) == []


def test_its_people_can_be_read(database: Database) -> None:
    build(database)
    with database.session() as session:
        person = session.scalars(select(PersonRow).order_by(PersonRow.id).limit(1)).one()
        assert person.phone is not None
        phone = PERSONAL.decrypt("phone", person.phone)
        assert len(phone) == 11
        assert person.phone_mark == PERSONAL.mark("phone", phone)
        assert person.created_at == NOW


def test_what_comes_after_gets_an_id_of_its_own(database: Database) -> None:
    build(database)
    with database.session() as session:
        row = OrganisationRow(name="后来的红十字会", short="后来的", type="村")
        session.add(row)
        session.flush()
        session.add(
            FormerNameRow(
                organisation_id=row.id, name="x", short="x", until=NOW.date(), recorded_by="t", recorded_at=NOW
            )
        )
        session.flush()
        assert row.id == session.scalar(select(func.max(OrganisationRow.id)))
        session.rollback()


def test_only_an_empty_database_is_filled(database: Database) -> None:
    with database.session() as session:
        session.add(AccountRow(id="a", role="visitor", created_at=NOW))
    with pytest.raises(WorldError):
        build(database)
