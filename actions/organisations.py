"""Organisations: understood, not built yet."""

from actions.base import NotBuiltYet


class FoundOrgRecord(NotBuiltYet):
    """The task found_org_record."""

    task = "found_org_record"


class QueryOrg(NotBuiltYet):
    """The task query_org."""

    task = "query_org"
