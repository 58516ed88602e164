"""Members and volunteers: understood, not built yet."""

from actions.base import NotBuiltYet


class RegisterMember(NotBuiltYet):
    """The task register_member."""

    task = "register_member"


class RegisterVolunteer(NotBuiltYet):
    """The task register_volunteer."""

    task = "register_volunteer"


class QueryMembers(NotBuiltYet):
    """The task query_members."""

    task = "query_members"
