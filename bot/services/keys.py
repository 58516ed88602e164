"""Changing the installation's key: everything that is encrypted or marked under the old one is made anew.

One transaction writes all of it; the key file is replaced after that. Stopped in between, the new key lies beside the
old one as `….new`, and `finish` puts the right one in place.
"""

import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from sqlalchemy.orm import Session

from bot.store import audit, drafts, members, reminders, suggestions
from bot.store.personal import PersonalData
from bot.store.sealed import forget_all, load_key
from bot.store.tables import AwardRow, DraftRow, MembershipRow, PersonRow
from bot.text.sounds import sound

ACTOR = "console"


def new_key(path: Path) -> PersonalData:
    """A new key beside the present one, not yet in its place."""
    return PersonalData(load_key(_beside(path)))


def finish(path: Path) -> None:
    """Put the new key in the place of the old one, in one step."""
    os.replace(_beside(path), path)


def unfinished(path: Path) -> bool:
    """Whether a change of the key was begun and has not ended."""
    return _beside(path).exists()


def is_of(session: Session, personal: PersonalData) -> bool:
    """Whether this key opens what is kept; an empty register opens under any."""
    row = session.query(DraftRow).first()
    person = session.query(PersonRow).filter(PersonRow.phone.is_not(None)).first()
    try:
        if row is not None:
            drafts.content_of(personal, row)
        if person is not None:
            members.facts_of(personal, person)
    except InvalidTag:
        return False
    return True


def rewrite(session: Session, old: PersonalData, new: PersonalData, now: datetime) -> int:
    """Encrypt and mark everything under the new key; how many people. Open invites and sealed numbers end."""
    count = 0
    for person in session.query(PersonRow).filter(PersonRow.erased_at.is_(None)).yield_per(500):
        facts = members.facts_of(old, person)
        members.write_person(new, person, facts, sound(facts.name))
        count += 1
    for membership in session.query(MembershipRow).filter(MembershipRow.contact.is_not(None)):
        assert membership.contact is not None
        membership.contact = new.encrypt("contact", old.decrypt("contact", membership.contact))
    for award in session.query(AwardRow).filter(AwardRow.number.is_not(None)):
        assert award.number is not None
        award.number = new.encrypt("certificate", old.decrypt("certificate", award.number))
    for draft in session.query(DraftRow):
        draft.content = drafts.sealed(new, drafts.content_of(old, draft))
    suggestions.rewrite(session, old, new)
    reminders.rewrite(session, old, new)
    forget_all(session)
    entry = audit.Entry(ACTOR, "command", "rotate_key", "key", "", after={"people": count})
    audit.append(session, entry, now)
    return count


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")
