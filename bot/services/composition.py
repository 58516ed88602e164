"""Whether enough of a congress and its councils come from the grass roots: by the posts on record, or as was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.composition import PLACE, SHARES, Made, Share
from bot.core.elections import Post
from bot.core.organisations import OrganisationType
from bot.core.permissions import Action
from bot.core.structure import Body
from bot.services.work import Work
from bot.store import accounts, elections, organisations, structure
from bot.store.tables import OrganisationRow, PostRow


@dataclass(frozen=True)
class Finding:
    """What is known of a body, beside what a document asks for; `applies`: it asks that of this organisation."""

    body: Body
    share: Share
    made: Made | None
    applies: bool

    @property
    def enough(self) -> bool | None:
        return self.made.enough(self.share.least) if self.made else None


def applies(work: Work, organisation_id: int) -> bool:
    """Whether a document asks for shares in the bodies of this organisation."""
    row = work.session.get_one(OrganisationRow, organisation_id)
    is_county = row.type == OrganisationType.COUNTY
    return is_county and (accounts.place_path(work.session, row) or "").startswith(PLACE)


def said(
    work: Work, organisation_id: int, told: Mapping[str, tuple[int, int]], bodies: Iterable[Body]
) -> list[Finding]:
    """What a message tells of bodies, where a document asks for it. Raises PermissionDeniedError."""
    work.demand(Action.RECORD_ELECTION, organisation_id)
    if not applies(work, organisation_id):
        return []
    return [Finding(body, SHARES[body], Made(*told[body]) if body in told else None, True) for body in bodies]


def standing(work: Work, organisation_id: int, bodies: Iterable[Body], day: date) -> list[Finding]:
    """What is on record of bodies on a day: the posts, else what the last election said.

    Raises PermissionDeniedError.
    """
    work.demand(Action.SEE_NUMBERS, organisation_id)
    rows = [one.row for one in structure.posts(work.session, organisations.itself(organisation_id), day)]
    told = elections.composition_of(work.session, organisation_id)
    asked = applies(work, organisation_id)
    return [
        Finding(body, SHARES[body], _made([row for row in rows if _counts(row, body)], told.get(body)), asked)
        for body in bodies
        if body in SHARES
    ]


def _made(rows: list[PostRow], told: list[int] | None) -> Made | None:
    known = [row for row in rows if row.from_grass_roots is not None]
    if known or (rows and not told):
        grass_roots = sum(row.from_grass_roots is True for row in known)
        return Made(len(rows), grass_roots, len(rows) - len(known))
    return Made(*told) if told else None


def _counts(row: PostRow, body: Body) -> bool:
    if body is Body.LEADERS:
        return row.body == body and row.post == Post.VICE_PRESIDENT and row.employment is not None
    return row.body == body
