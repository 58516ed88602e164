"""Permission on a tree: a grant reaches down, never up or aside, and only on its days."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import PermissionDeniedError
from bot.core.organisations import OrganisationType
from bot.core.permissions import Action, Reach, reach
from bot.services import permission
from bot.store import accounts, organisations
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.tables import GrantRow, OrganisationRow
from tests.conftest import NOW

TODAY = NOW.date()
#   0 is above 1 and 4; 1 above 2 and 3; 4 above 5
PARENTS = [None, 0, 1, 1, 0, 4]
BELOW = {0: {0, 1, 2, 3, 4, 5}, 1: {1, 2, 3}, 2: {2}, 3: {3}, 4: {4, 5}, 5: {5}}


def plant(session: Session) -> list[int]:
    """The tree; the ids of its organisations."""
    ids: list[int] = []
    for number, parent in enumerate(PARENTS):
        above = None if parent is None else ids[parent]
        row = OrganisationRow(name=f"甲{number}", type=OrganisationType.COMMUNITY, parent_id=above)
        ids.append(organisations.add(session, row).id)
    return ids


@pytest.mark.parametrize("place", range(6))
def test_a_subtree_is_what_hangs_below(database: Database, place: int) -> None:
    with database.session() as session:
        ids = plant(session)
        assert {ids.index(row.id) for row in organisations.below(session, ids[place], TODAY)} == BELOW[place]
        assert {k for k in range(6) if organisations.holds(session, ids[place], ids[k])} == BELOW[place]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(role=st.sampled_from(Role), action=st.sampled_from(Action), place=st.integers(0, 5), wanted=st.integers(0, 5))
def test_a_grant_reaches_exactly_what_the_matrix_says(
    database: Database, role: Role, action: Action, place: int, wanted: int
) -> None:
    with database.session() as session:
        ids = plant(session)
        accounts.save(session, Account("one", role), NOW)
        session.flush()
        accounts.add_grant(session, "one", Grant(role, ids[place]), TODAY, "test")
        session.flush()
        who = permission.actor(session, Account("one", role), "web", TODAY)
        far = reach(role, action)
        expected = {
            Reach.EVERYWHERE: True,
            Reach.BELOW: wanted in BELOW[place],
            Reach.OWN: wanted == place,
        }.get(far, False)
        assert permission.permits(session, who, action, ids[wanted]) is expected
        session.rollback()


@pytest.mark.parametrize("action", [action for action in Action if reach(Role.COUNTY_OFFICER, action) is Reach.BELOW])
def test_a_role_without_a_grant_reaches_nothing_of_the_register(database: Database, action: Action) -> None:
    with database.session() as session:
        [first, *_] = plant(session)
        who = permission.actor(session, Account("one", Role.COUNTY_OFFICER), "web", TODAY)
        with pytest.raises(PermissionDeniedError):
            permission.demand(session, who, action, first)


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(0, None, True), (-1, None, True), (1, None, False), (-9, 1, True), (-9, 0, False), (-9, -1, False)],
)
def test_a_grant_holds_between_its_days(database: Database, since: int, until: int | None, holds: bool) -> None:
    def day(number: int) -> date:
        return TODAY + timedelta(days=number)

    with database.session() as session:
        [first, *_] = plant(session)
        accounts.save(session, Account("one", Role.SECRETARY), NOW)
        session.flush()
        row = GrantRow(account_id="one", role=Role.SECRETARY, organisation_id=first, granted_by="test")
        row.valid_from, row.valid_until = day(since), None if until is None else day(until)
        session.add(row)
        session.flush()
        who = permission.actor(session, Account("one", Role.SECRETARY), "web", TODAY)
        assert permission.permits(session, who, Action.REPORT, first) is holds
