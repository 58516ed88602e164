"""Annexes: what may become of one that was submitted."""

from enum import StrEnum


class AnnexStatus(StrEnum):
    """Submitted and accepted ones stand; a returned one is submitted anew as another."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


STANDING = (AnnexStatus.SUBMITTED, AnnexStatus.ACCEPTED)
