"""The matrix of roles and actions: what each role must and must not reach."""

import pytest

from bot.core.accounts import Role
from bot.core.permissions import MATRIX, Action, Reach, reach

OFFICERS = [Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.NATIONAL_OFFICER]
PLAIN = [Role.VISITOR, Role.VOLUNTEER, Role.MEMBER]
PERSONAL = [Action.EXPORT_PERSONAL_NUMBERS, Action.SEE_ROSTER, Action.EXPORT, Action.REGISTER, Action.CORRECT]


def test_every_role_has_a_row() -> None:
    assert set(MATRIX) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_everybody_may_ask_and_join(role: Role) -> None:
    assert reach(role, Action.ASK_POLICY) is Reach.EVERYWHERE
    assert reach(role, Action.APPLY_TO_JOIN) is Reach.SELF


@pytest.mark.parametrize("role", [*PLAIN, Role.ADMINISTRATOR])
@pytest.mark.parametrize("action", PERSONAL)
def test_no_plain_account_and_no_administrator_reaches_other_people(role: Role, action: Action) -> None:
    assert reach(role, action) is Reach.NONE


@pytest.mark.parametrize("role", [role for role in Role if role not in OFFICERS])
def test_full_personal_numbers_are_for_officers_only(role: Role) -> None:
    assert reach(role, Action.EXPORT_PERSONAL_NUMBERS) is Reach.NONE


@pytest.mark.parametrize("action", [Action.SET_TARGETS, Action.FILE_BRANCHES, Action.RETURN_REPORTS, Action.READ_AUDIT])
def test_what_is_an_officers_is_not_a_secretarys(action: Action) -> None:
    assert reach(Role.SECRETARY, action) is Reach.NONE
    assert all(reach(role, action) is Reach.BELOW for role in OFFICERS)


@pytest.mark.parametrize("role", Role)
def test_nothing_of_the_register_is_reached_everywhere(role: Role) -> None:
    public = {Action.ASK_POLICY, Action.SEE_PUBLIC_FACTS, Action.MANAGE_ACCOUNTS, Action.RUN_THE_SYSTEM}
    assert all(far is not Reach.EVERYWHERE or action in public for action, far in MATRIX[role].items())
