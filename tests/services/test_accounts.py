"""Who may invite and grant whom, on the tree of tests/services/test_permission.py."""

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import PermissionDeniedError
from bot.services import accounts as services
from bot.services import permission
from bot.store import accounts, audit
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import OrganisationRow
from tests.conftest import NOW
from tests.services.test_permission import plant

PERSONAL = PersonalData(b"k" * 32)


def officer(session: Session, role: Role, organisation_id: int) -> permission.Actor:
    accounts.save(session, Account("boss", role), NOW)
    session.flush()
    accounts.add_grant(session, "boss", Grant(role, organisation_id), NOW.date(), "test")
    session.flush()
    return permission.actor(session, Account("boss", role), "web", NOW.date())


@pytest.mark.parametrize(
    ("own", "place", "given", "wanted", "allowed"),
    [
        (Role.COUNTY_OFFICER, 1, Role.SECRETARY, 2, True),
        (Role.COUNTY_OFFICER, 1, Role.COUNTY_OFFICER, 1, True),
        (Role.COUNTY_OFFICER, 1, Role.CITY_OFFICER, 1, False),
        (Role.COUNTY_OFFICER, 1, Role.SECRETARY, 4, False),
        (Role.COUNTY_OFFICER, 1, Role.SECRETARY, 0, False),
        (Role.NATIONAL_OFFICER, 0, Role.ADMINISTRATOR, 0, False),
        (Role.NATIONAL_OFFICER, 0, Role.PROVINCE_OFFICER, 5, True),
        (Role.SECRETARY, 1, Role.MEMBER, 2, False),
        (Role.ADMINISTRATOR, 0, Role.SECRETARY, 0, False),
    ],
)
def test_a_role_is_given_only_by_who_holds_the_place_and_as_much(
    database: Database, own: Role, place: int, given: Role, wanted: int, allowed: bool
) -> None:
    with database.session() as session:
        ids = plant(session)
        who = officer(session, own, ids[place])
        organisation = session.get_one(OrganisationRow, ids[wanted])
        if allowed:
            assert services.invite(session, PERSONAL, who, given, organisation, NOW).role is given
        else:
            with pytest.raises(PermissionDeniedError):
                services.invite(session, PERSONAL, who, given, organisation, NOW)
            with pytest.raises(PermissionDeniedError):
                services.grant(session, who, "boss", given, organisation.id, NOW)


def test_a_revoked_role_holds_no_more_and_all_is_in_the_log(database: Database) -> None:
    with database.session() as session:
        [first, *_] = plant(session)
        accounts.save(session, Account("one", Role.VISITOR), NOW)
        session.flush()
        services.grant(session, None, "one", Role.SECRETARY, first, NOW)
        assert [grant.role for grant in accounts.grants(session, "one", NOW.date())] == [Role.SECRETARY]
        assert services.revoke(session, None, "one", first, NOW) == 1
        assert accounts.grants(session, "one", NOW.date()) == []
        assert services.revoke(session, None, "one", first, NOW) == 0
        assert audit.first_broken(session) is None
