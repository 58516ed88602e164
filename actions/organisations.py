"""Organisations: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet


class FoundOrgRecord(NotBuiltYet, BoaiAction):
    """The task found_org_record."""

    task = "found_org_record"


class QueryOrg(NotBuiltYet, BoaiAction):
    """The task query_org."""

    task = "query_org"
