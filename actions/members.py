"""Members and volunteers: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet


class RegisterMember(NotBuiltYet, BoaiAction):
    """The task register_member."""

    task = "register_member"


class RegisterVolunteer(NotBuiltYet, BoaiAction):
    """The task register_volunteer."""

    task = "register_volunteer"


class QueryMembers(NotBuiltYet, BoaiAction):
    """The task query_members."""

    task = "query_members"
