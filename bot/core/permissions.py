"""Who may do what: the matrix of roles and actions. A role is granted on one organisation; `Reach` says how far.

Source: INTERFACES, "Who may do what". Whatever is not in the table is not permitted.
"""

from enum import IntEnum, StrEnum

from bot.core.accounts import Role


class Reach(IntEnum):
    """How far an action reaches; a wider reach holds the narrower ones."""

    NONE = 0
    SELF = 1  # one's own record
    OWN = 2  # the organisation of the grant
    BELOW = 3  # that organisation and everything below it
    EVERYWHERE = 4  # what is public


class Action(StrEnum):
    """What can be done."""

    ASK_POLICY = "ask_policy"
    SEE_PUBLIC_FACTS = "see_public_facts"
    APPLY_TO_JOIN = "apply_to_join"
    ASK_FOR_A_HUMAN = "ask_for_a_human"
    SEE_OWN_RECORD = "see_own_record"
    KEEP_REMINDERS = "keep_reminders"
    APPLY_FOR_A_RELATIVE = "apply_for_a_relative"
    REGISTER_AS_VOLUNTEER = "register_as_volunteer"
    SEE_NUMBERS = "see_numbers"
    REPORT = "report"
    REGISTER = "register"
    CORRECT = "correct"
    RECORD_ELECTION = "record_election"
    SEE_ROSTER = "see_roster"
    ACCEPT_APPLICATIONS = "accept_applications"
    APPLY_TO_FOUND = "apply_to_found"
    RETURN_REPORTS = "return_reports"
    FILE_BRANCHES = "file_branches"
    SET_TARGETS = "set_targets"
    AWARD_HONOURS = "award_honours"
    EXPORT = "export"
    EXPORT_PERSONAL_NUMBERS = "export_personal_numbers"
    READ_AUDIT = "read_audit"
    ANSWER_QUESTIONS = "answer_questions"
    GRANT_ROLES = "grant_roles"
    MANAGE_ACCOUNTS = "manage_accounts"
    RUN_THE_SYSTEM = "run_the_system"


_EVERYBODY = {
    Action.ASK_POLICY: Reach.EVERYWHERE,
    Action.SEE_PUBLIC_FACTS: Reach.EVERYWHERE,
    Action.APPLY_TO_JOIN: Reach.SELF,
    Action.ASK_FOR_A_HUMAN: Reach.SELF,
}
_KNOWN = _EVERYBODY | {
    Action.SEE_OWN_RECORD: Reach.SELF,
    Action.KEEP_REMINDERS: Reach.SELF,
    Action.APPLY_FOR_A_RELATIVE: Reach.SELF,
    Action.REGISTER_AS_VOLUNTEER: Reach.SELF,
    Action.SEE_NUMBERS: Reach.OWN,
}
_SECRETARY = _KNOWN | {
    Action.SEE_NUMBERS: Reach.BELOW,
    Action.REPORT: Reach.BELOW,
    Action.REGISTER: Reach.BELOW,
    Action.CORRECT: Reach.BELOW,
    Action.RECORD_ELECTION: Reach.BELOW,
    Action.SEE_ROSTER: Reach.BELOW,
    Action.ACCEPT_APPLICATIONS: Reach.BELOW,
    Action.APPLY_TO_FOUND: Reach.BELOW,
}
_OFFICER = _SECRETARY | {
    Action.RETURN_REPORTS: Reach.BELOW,
    Action.FILE_BRANCHES: Reach.BELOW,
    Action.SET_TARGETS: Reach.BELOW,
    Action.AWARD_HONOURS: Reach.BELOW,
    Action.EXPORT: Reach.BELOW,
    Action.EXPORT_PERSONAL_NUMBERS: Reach.BELOW,
    Action.READ_AUDIT: Reach.BELOW,
    Action.ANSWER_QUESTIONS: Reach.BELOW,
    Action.GRANT_ROLES: Reach.BELOW,
}
_ADMINISTRATOR = _EVERYBODY | {
    Action.KEEP_REMINDERS: Reach.SELF,
    Action.MANAGE_ACCOUNTS: Reach.EVERYWHERE,
    Action.RUN_THE_SYSTEM: Reach.EVERYWHERE,
}
MATRIX: dict[Role, dict[Action, Reach]] = {
    Role.VISITOR: _EVERYBODY,
    Role.VOLUNTEER: _KNOWN,
    Role.MEMBER: _KNOWN,
    Role.SECRETARY: _SECRETARY,
    Role.COUNTY_OFFICER: _OFFICER,
    Role.CITY_OFFICER: _OFFICER,
    Role.PROVINCE_OFFICER: _OFFICER,
    Role.NATIONAL_OFFICER: _OFFICER,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}


def reach(role: Role, action: Action) -> Reach:
    """How far the role's grant reaches for the action; NONE for whatever is not in the table."""
    return MATRIX.get(role, {}).get(action, Reach.NONE)
