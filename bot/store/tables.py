"""The tables. Times are stored in UTC."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

Day = date  # where a column is itself called date


class Utc(TypeDecorator[datetime]):
    """An aware datetime, kept and read as UTC: SQLite drops the zone, PostgreSQL gives the server's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """Base of all tables, with fixed names for constraints so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Utc,
        float: Double,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


class AccountRow(Table):
    """A person known to a channel."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(64))
    organisation: Mapped[str | None] = mapped_column(String(128))
    place: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime]


class ConversationRow(Table):
    """State of the talk with one account in one chat. `epoch` names the present Rasa tracker."""

    __tablename__ = "conversations"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    chat: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(32))
    turns: Mapped[int]
    last_at: Mapped[datetime]
    choice: Mapped[dict[str, Any] | None]
    choice_at: Mapped[datetime | None]
    subject: Mapped[dict[str, Any] | None]  # what the last policy answer was about, for a follow-up question
    subject_at: Mapped[datetime | None]


class MessageRow(Table):
    """What was said. An incoming row is the receipt of its message: `message_id` is the idempotency key."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("account_id", "chat", "message_id"),
        Index("ix_messages_account_id_chat_id", "account_id", "chat", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    chat: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    said: Mapped[list[Any] | None]  # by the actions, with what they did; until the channel has the replies
    replies: Mapped[list[Any] | None]
    created_at: Mapped[datetime]


class ButtonRow(Table):
    """What a button does. Its id is all that a channel shows, so nobody can type a press."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    chat: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(128))
    press: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class SealedNumberRow(Table):
    """A personal number of a message, encrypted, for the short time until a draft takes it."""

    __tablename__ = "sealed_numbers"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DraftRow(Table):
    """What is being put together by talk; the draft is the form. The content is encrypted: it may hold numbers."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_account_id_chat_status", "account_id", "chat", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    chat: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))  # bot.core.drafts.DraftStatus
    content: Mapped[bytes] = mapped_column(LargeBinary)
    asked: Mapped[str | None] = mapped_column(String(64))  # the field asked for last
    result: Mapped[dict[str, Any] | None]  # what was saved, for undoing it; ids only
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class NoticeRow(Table):
    """Something an account is told when it next talks (and by push once channels do that), once."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    phrase: Mapped[str] = mapped_column(String(64))  # of data/phrases/channel.yml
    values: Mapped[dict[str, Any]]
    buttons: Mapped[list[Any] | None]  # (phrase of the title, press) pairs
    subject: Mapped[str | None] = mapped_column(String(64), index=True)  # such as membership:12; done with = withdrawn
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    push_from: Mapped[datetime | None]  # not pushed before; who talks first is told at once
    pushed_at: Mapped[datetime | None]  # when a channel took it to push it: for a while it is nobody else's
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")


class DocumentRow(Table):
    """An imported guidance document. A new edition names the one it supersedes; both stay citable."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    title: Mapped[str] = mapped_column(String(256))
    issuer: Mapped[str] = mapped_column(String(128))
    number: Mapped[str | None] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(128))  # a path such as 浙江/绍兴; empty for the whole country
    level: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    organisation: Mapped[str | None] = mapped_column(String(128))  # only this organisation and those below read it
    supersedes: Mapped[str | None] = mapped_column(String(16))  # an imported one, or one that comes with the project
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    imported_by: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PassageRow(Table):
    """One clause of a document, word for word. `clause` is its path, such as 三（一）."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("document_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    ordinal: Mapped[int]
    clause: Mapped[str] = mapped_column(String(64))
    heading: Mapped[str] = mapped_column(String(256))
    text: Mapped[str] = mapped_column(Text)


class GapRow(Table):
    """A question that the documents do not settle, passed on; once for each meaning and place."""

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(128))  # of the askers, as they are known; empty when unknown
    asked: Mapped[int]  # how many asked
    first_asked_at: Mapped[datetime]
    last_asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(String(256))  # what the officer rests the answer on
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]


class GapAskerRow(Table):
    """Who passed the question on, and whether the answer has been told."""

    __tablename__ = "gap_askers"
    __table_args__ = (UniqueConstraint("gap_id", "account_id", "chat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gap_id: Mapped[int] = mapped_column(ForeignKey("gaps.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    chat: Mapped[str] = mapped_column(String(64))
    wording: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class PlaceRow(Table):
    """An administrative place. Figures carry their date and source."""

    __tablename__ = "places"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    residents: Mapped[int | None]
    villages: Mapped[int | None]  # villages and communities together
    named_hospitals: Mapped[int | None]  # medical institutions with the Red Cross in their name
    as_of: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(256))
    former_names: Mapped[list[Any] | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)


class OrganisationRow(Table):
    """A Red Cross organisation, from the national society to the branch of a village or school."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128), unique=True)
    short: Mapped[str] = mapped_column(String(128), index=True)  # without 红十字会 at its end
    type: Mapped[str] = mapped_column(String(16), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    president: Mapped[str | None] = mapped_column(String(64))
    president_recorded: Mapped[date | None]  # the day on which one was written down first, unless a congress did
    secretary: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(String(32))
    address: Mapped[str | None] = mapped_column(String(128))
    founded: Mapped[date | None]
    approved_by: Mapped[str | None] = mapped_column(String(128))
    approved_on: Mapped[date | None]
    approval_number: Mapped[str | None] = mapped_column(String(64))
    filed_on: Mapped[date | None]
    last_election: Mapped[date | None]
    dissolved: Mapped[date | None]
    facts: Mapped[dict[str, Any] | None]  # 五有, custodian, fundraising and the like, each with its date
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    version: Mapped[int] = mapped_column()  # counts changes: two officers may not overwrite each other unseen

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class FormerNameRow(Table):
    """A name that an organisation had until a day, the first on which it had another."""

    __tablename__ = "former_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(128))
    short: Mapped[str] = mapped_column(String(128), index=True)
    until: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class OrganisationTreeRow(Table):
    """Each organisation with everything above it and itself (a closure table): a subtree is one query."""

    __tablename__ = "organisation_tree"

    ancestor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    descendant_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    depth: Mapped[int]


class GrantRow(Table):
    """A role of an account on one organisation and all below it, between two days."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(String(32))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(String(64))


class InviteRow(Table):
    """A one-time code that gives its finder a role on an organisation. Only the code's mark (HMAC) is kept."""

    __tablename__ = "invites"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(32))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(64))
    invited_by: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    used_at: Mapped[datetime | None]


class PersonRow(Table):
    """One person. Numbers and birth day are encrypted; the marks (HMAC) serve to find them again."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    gender: Mapped[str | None] = mapped_column(String(8))
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    birth_date: Mapped[bytes | None] = mapped_column(LargeBinary)
    birth_mark: Mapped[str | None] = mapped_column(String(64), index=True)  # of name and birth month
    unit: Mapped[str | None] = mapped_column(String(128))
    guardian: Mapped[bytes | None] = mapped_column(LargeBinary)  # name and telephone
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MembershipRow(Table):
    """A membership or a volunteer's registration in an organisation, between two days. A group has no person."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    group_name: Mapped[str | None] = mapped_column(String(128))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(16))  # pending, active, withdrawn
    facts: Mapped[dict[str, Any] | None]  # number in the national system, skills, stars, who awarded them
    consent: Mapped[str | None] = mapped_column(String(16))  # version of the wording that was confirmed
    request: Mapped[str | None] = mapped_column(String(64), unique=True)  # idempotency key
    contact: Mapped[bytes | None] = mapped_column(LargeBinary)  # of a group: name and telephone, encrypted
    ended_by: Mapped[str | None] = mapped_column(String(16))  # bot.core.members.Ending
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))  # the one before a transfer
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class DuesRow(Table):
    """What a member paid for a year, in fen (hundredths of a yuan)."""

    __tablename__ = "dues"
    __table_args__ = (UniqueConstraint("membership_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    year: Mapped[int]
    fen: Mapped[int]
    paid_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(String(64))


class PostRow(Table):
    """A post in a body of an organisation, between two days. Who holds it need not be in the register."""

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    body: Mapped[str] = mapped_column(String(16))  # bot.core.organisations.Body
    post: Mapped[str] = mapped_column(String(32))
    holder: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    employment: Mapped[str | None] = mapped_column(String(16))  # bot.core.organisations.Employment
    from_grass_roots: Mapped[bool | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class ServicePointRow(Table):
    """A place where an organisation serves: a home, a station, a defibrillator..."""

    __tablename__ = "service_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    type: Mapped[str] = mapped_column(String(16))  # bot.core.organisations.PointType
    name: Mapped[str] = mapped_column(String(128))
    address: Mapped[str | None] = mapped_column(String(128))
    keeper: Mapped[str | None] = mapped_column(String(64))
    opened: Mapped[date | None]
    closed: Mapped[date | None]
    model_since: Mapped[date | None] = mapped_column(index=True)  # of a home: recognised as a model (示范点)
    model_until: Mapped[date | None]  # the first day on which it is none any more
    model_by: Mapped[str | None] = mapped_column(String(128))  # who recognised it


class TeamRow(Table):
    """A rescue or volunteer team of an organisation."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    type: Mapped[str] = mapped_column(String(16))  # bot.core.organisations.TeamType
    name: Mapped[str] = mapped_column(String(128))
    volunteers: Mapped[int | None]  # registered ones, as the team says
    party_branch: Mapped[bool | None]
    founded: Mapped[date | None]
    dissolved: Mapped[date | None]


class StayRow(Table):
    """A day that an officer of an organisation spent at the grass roots.

    `visited_id`: the branch, when it is in the register; `place`: how it was called. `until`: the first day on which
    it counts no more, the New Year after it.
    """

    __tablename__ = "stays"
    __table_args__ = (Index("ix_stays_organisation_id_day", "organisation_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    officer: Mapped[str] = mapped_column(String(64))
    visited_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    place: Mapped[str] = mapped_column(String(128))
    day: Mapped[date]
    until: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class TargetRow(Table):
    """What an organisation is to reach in one metric by a day. Never changed: a new version ends the one before."""

    __tablename__ = "targets"
    __table_args__ = (Index("ix_targets_organisation_id_metric", "organisation_id", "metric"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    metric: Mapped[str] = mapped_column(String(32))  # id in knowledge/metrics.yml
    value: Mapped[float] = mapped_column(Double)  # of a rate, in per cent
    deadline: Mapped[date]
    basis: Mapped[str | None] = mapped_column(String(256))  # what it rests on, as it was said
    split_of: Mapped[int | None] = mapped_column(ForeignKey("targets.id"))  # the superior's that it is a part of
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("targets.id"), unique=True)  # the version before
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # when a newer version took its place
    withdrawn_at: Mapped[datetime | None]  # taken back: it never counted


class AnnexReportRow(Table):
    """An official annex that an organisation submitted for a year; its numbers stay as they were then."""

    __tablename__ = "annex_reports"
    __table_args__ = (Index("ix_annex_reports_organisation_id_kind_year", "organisation_id", "kind", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(16))  # annex1, annex2
    year: Mapped[int]
    numbers: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))  # bot.core.annexes.AnnexStatus
    submitted_by: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    returned_why: Mapped[str | None] = mapped_column(String(256))
    decided_by: Mapped[str | None] = mapped_column(String(64))  # who accepted or returned it
    decided_at: Mapped[datetime | None]
    request: Mapped[str | None] = mapped_column(String(64), unique=True)  # idempotency key


class RollUpRow(Table):
    """By how much a number of an upper organisation changed on a day, as far as it is summed up (rollups.py)."""

    __tablename__ = "roll_ups"
    __table_args__ = ({"sqlite_with_rowid": False},)  # one tree holds key and number

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[str] = mapped_column(String(24), primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    net: Mapped[int] = mapped_column(BigInteger)


class RollUpChangeRow(Table):
    """What is not summed up yet. Rows are added, never altered: no writer waits for another.

    No foreign key: it would make all writers touch the row of the national society.
    """

    __tablename__ = "roll_up_changes"
    __table_args__ = (Index("ix_roll_up_changes", "organisation_id", "counter", "day", "net"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    organisation_id: Mapped[int]
    counter: Mapped[str] = mapped_column(String(24))
    day: Mapped[Day]
    net: Mapped[int] = mapped_column(BigInteger)


class ImportRow(Table):
    """A file of records that was brought in at once, and can be taken back at once."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(128))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    rows: Mapped[int]
    kept: Mapped[int]
    imported_by: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class MergeRow(Table):
    """Two people who turned out to be one. What moved is kept, so that it can be moved back."""

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    moved: Mapped[dict[str, Any]]  # ids of memberships and posts; names of the fields that were filled
    merged_by: Mapped[str] = mapped_column(String(64))
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class SuggestionRow(Table):
    """A suggestion or complaint: whose desk it lies on, and what was answered. The text is encrypted."""

    __tablename__ = "suggestions"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    chat: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)  # whose desk
    text: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]


class ElectionRow(Table):
    """A congress that elected. `before` is what stood at the organisation, so that undoing puts it back."""

    __tablename__ = "elections"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    held_on: Mapped[date]
    meeting: Mapped[str | None] = mapped_column(String(16))  # bot.core.elections.Meeting
    expected: Mapped[int | None]  # how many should have come
    present: Mapped[int | None]
    president: Mapped[str] = mapped_column(String(64))
    vice_presidents: Mapped[list[Any] | None]
    secretary: Mapped[str | None] = mapped_column(String(64))
    council: Mapped[list[Any] | None]
    composition: Mapped[dict[str, Any] | None]  # {body: [how many, how many of them from the grass roots]}
    notes: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))  # active, withdrawn
    before: Mapped[dict[str, Any] | None]  # None: an older one came after it, nothing moved
    request: Mapped[str] = mapped_column(String(64), unique=True)  # idempotency key
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class CountedByRow(Table):
    """The rules that the roll-ups were counted by (rollups.rules): one row, or none when they were not counted yet."""

    __tablename__ = "counted_by"

    rules: Mapped[str] = mapped_column(String(64), primary_key=True)


class SpellRow(Table):
    """From when until when something counted of an organisation held: worked out from other rows (governance.py)."""

    __tablename__ = "spells"
    __table_args__ = (Index("ix_spells_counter_organisation_id", "counter", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    counter: Mapped[str] = mapped_column(String(22))  # two less than a roll-up's
    since: Mapped[date | None]
    until: Mapped[date | None]


class HaveRow(Table):
    """From when until when the records of a branch show one of what the five things need (five_haves.py)."""

    __tablename__ = "haves"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    record: Mapped[str] = mapped_column(String(16))  # bot.core.five_haves.Record
    since: Mapped[date | None]
    until: Mapped[date | None]


class HaveTouchedRow(Table):
    """What a transaction wrote that `haves` follow from: written by triggers, gone again when it commits.

    No foreign key: it tells of organisations that are gone, too.
    """

    __tablename__ = "haves_touched"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    organisation_id: Mapped[int]
    record: Mapped[str] = mapped_column(String(16))  # or several of them: five_haves.OWN_RECORDS, ALL_RECORDS
    since: Mapped[date | None]  # of an activity its day alone
    until: Mapped[date | None]
    net: Mapped[int]  # 1: this came to it; else it is worked out anew


class PostponementRow(Table):
    """An approval to hold the congress later than it is due."""

    __tablename__ = "postponements"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    due: Mapped[date]  # what was put off
    until: Mapped[date]
    approved_by: Mapped[str] = mapped_column(String(128))
    decided_on: Mapped[date]  # the day it was recorded: it counts for the term of that day
    status: Mapped[str] = mapped_column(String(16))  # active, withdrawn
    request: Mapped[str] = mapped_column(String(64), unique=True)
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class ActivityRow(Table):
    """An activity of an organisation: planned, held, returned to its reporter or withdrawn."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_organisation_id_date", "organisation_id", "date"),
        Index("ix_activities_status_date", "status", "date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[str] = mapped_column(String(16))  # bot.core.activities.ActivityStatus
    activity_type: Mapped[str] = mapped_column(String(16))  # bot.core.activities.ActivityType
    date: Mapped[Day]
    end_date: Mapped[Day | None]
    title: Mapped[str | None] = mapped_column(String(128))
    location: Mapped[str | None] = mapped_column(String(128))
    participants: Mapped[int | None]
    volunteers: Mapped[int | None]
    hours: Mapped[float | None]  # how long it lasted altogether
    beneficiaries: Mapped[int | None]
    approximate: Mapped[list[Any] | None]  # [name, words] of the numbers that were said approximately
    source: Mapped[bytes | None] = mapped_column(LargeBinary)  # the message it was read from, encrypted
    reported_by: Mapped[str] = mapped_column(String(64), index=True)
    reported_at: Mapped[datetime]
    returned_why: Mapped[str | None] = mapped_column(String(256))
    asked_at: Mapped[datetime | None]  # when its reporter was asked whether a planned one was held
    request: Mapped[str | None] = mapped_column(String(64), unique=True)  # idempotency key
    version: Mapped[int] = mapped_column()  # counts changes: two officers may not overwrite each other unseen

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ServiceHoursRow(Table):
    """Hours that a volunteer gave in an activity. Who gave them need not be in the register; it is linked if so."""

    __tablename__ = "service_hours"
    __table_args__ = (UniqueConstraint("activity_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    hours: Mapped[float]


class SignUpRow(Table):
    """Somebody who means to come to a planned activity."""

    __tablename__ = "sign_ups"
    __table_args__ = (UniqueConstraint("activity_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    signed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PhotoRow(Table):
    """A picture of an activity, kept as a file in the uploads folder; of a draft until it is saved."""

    __tablename__ = "photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    chat: Mapped[str] = mapped_column(String(64))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    file: Mapped[str] = mapped_column(String(64), unique=True)  # name in the folder: random, with its ending
    sha256: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class TelegramChatRow(Table):
    """What is remembered of a chat on Telegram: which updates are done, and whether it takes messages."""

    __tablename__ = "telegram_chats"

    chat: Mapped[str] = mapped_column(String(64), primary_key=True)  # tg:<chat id>; of a private chat also its account
    heard_at: Mapped[datetime]
    handled: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # the last updates done to the end
    last_press: Mapped[str | None] = mapped_column(String(64))  # the callback query that was taken in last
    menu: Mapped[str | None] = mapped_column(String(32))  # the role whose commands the chat shows
    blocked_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(32))  # the gateway that handles an update of it now
    claimed_until: Mapped[float | None]  # unless it says otherwise: seconds since 1970 by the machine's clock


class AuditRow(Table):
    """What was done: append-only, each entry sealed with the one before it in its lane, and those beside (audit.py)."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_lane_id", "lane", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    entity: Mapped[str] = mapped_column(String(32))
    entity_id: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    why: Mapped[str | None] = mapped_column(Text)
    lane: Mapped[int] = mapped_column(server_default="0")
    beside: Mapped[list[Any] | None]  # the last entries of the other lanes, where there were any
    previous: Mapped[str] = mapped_column(String(64), unique=True)  # the hash before it: the chain cannot fork
    hash: Mapped[str] = mapped_column(String(64))


class ReminderRow(Table):
    """What an account asked to be reminded of. The text is encrypted: people name people in it."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_status_due", "status", "due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    chat: Mapped[str] = mapped_column(String(64))
    text: Mapped[bytes] = mapped_column(LargeBinary)
    due: Mapped[datetime]  # of the next time, also when that was put off
    anchor: Mapped[datetime]  # the first time, from which repetitions are counted
    repeats: Mapped[str | None] = mapped_column(String(16))  # bot.core.reminders.Repeats
    every: Mapped[int]
    month_day: Mapped[int | None]  # of a monthly one; 31 = the last
    status: Mapped[str] = mapped_column(String(16))  # bot.core.reminders.ReminderStatus
    request: Mapped[str | None] = mapped_column(String(64), unique=True)  # idempotency key
    set_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class DeliveryRow(Table):
    """A computed reminder that has reached a stage: told once, whatever happens. The unique key is the claim."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("rule", "subject", "reference", "stage", "recipient"),
        Index("ix_deliveries_recipient_status", "recipient", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(16))  # bot.core.reminders.Rule
    subject: Mapped[str] = mapped_column(String(64))  # such as org:12
    reference: Mapped[date]  # the day that is told of
    stage: Mapped[int]  # days after it
    recipient: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    level: Mapped[int]  # 0: the branch itself; 1: the superior, since nobody there answered
    phrase: Mapped[str] = mapped_column(String(64))  # of data/phrases/channel.yml
    values: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))  # bot.core.reminders.DeliveryStatus
    roundup_id: Mapped[int | None] = mapped_column(ForeignKey("roundups.id"), index=True)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class RoundupRow(Table):
    """What one account is told on one day: one notice for everything."""

    __tablename__ = "roundups"
    __table_args__ = (UniqueConstraint("account_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    day: Mapped[date]
    made_at: Mapped[datetime]


class MuteRow(Table):
    """A kind of computed reminder that an account does not want; an empty rule stands for all."""

    __tablename__ = "mutes"
    __table_args__ = (UniqueConstraint("account_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    rule: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime]


class QuietHoursRow(Table):
    """When an account is not to be pushed anything, besides the hours in which nobody is."""

    __tablename__ = "quiet_hours"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    begins: Mapped[int]  # minutes after midnight
    ends: Mapped[int]  # likewise; before `begins`: on the next day


class ReportDateRow(Table):
    """A day by which everything below an organisation reports to it, once or every year."""

    __tablename__ = "report_dates"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(64))  # what is reported; personal numbers masked
    due: Mapped[date]
    yearly: Mapped[bool]
    request: Mapped[str] = mapped_column(String(64), unique=True)  # idempotency key
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ComputedDayRow(Table):
    """A day for which all computed reminders have been made."""

    __tablename__ = "computed_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    finished_at: Mapped[datetime]


class StarRow(Table):
    """A star that a volunteer was awarded (level 0: taken away), or is proposed for. The latest active one counts."""

    __tablename__ = "stars"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)  # where a volunteer then
    level: Mapped[int]
    awarded_on: Mapped[date]  # of a proposal: the day it was made
    awarder: Mapped[str | None] = mapped_column(String(128))  # the Red Cross that awarded; None of a proposal
    recorded: Mapped[bool]  # written down by somebody who may not award it
    status: Mapped[str] = mapped_column(String(16))  # bot.core.stars.StarStatus
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("stars.id"))  # what was written wrong
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(64))  # of a proposal: who accepted or declined it
    decided_at: Mapped[datetime | None]


class HonourRuleRow(Table):
    """What an organisation asks of who is picked for an honour. Never changed: a new version ends the one before."""

    __tablename__ = "honour_rules"
    __table_args__ = (Index("ix_honour_rules_organisation_id_honour", "organisation_id", "honour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    honour: Mapped[str] = mapped_column(String(16))  # bot.core.stars.Honour
    hours: Mapped[float | None] = mapped_column(Double)
    activities: Mapped[int | None]
    months: Mapped[int | None]  # since joining
    window: Mapped[int | None]  # months in which hours and activities count; bot.core.stars.HonourRule
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("honour_rules.id"), unique=True)
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class AwardRow(Table):
    """What a person was given on a day: 会员之星 of a year, or a first-aider's certificate. Counts while it is active.

    `organisation_id`: where the person was then. `until`: the first day on which it counts no more, as the person's
    other awards make it (bot.core.awards.ends). `number`: of a certificate, encrypted.
    """

    __tablename__ = "awards"
    __table_args__ = (Index("ix_awards_organisation_id_kind", "organisation_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # bot.core.awards.AwardKind
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int | None]  # that a 会员之星 is of
    since: Mapped[date]
    until: Mapped[date]
    expires: Mapped[date | None]  # the last day of a certificate
    assumed: Mapped[bool]  # that last day was not said
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    awarder: Mapped[str | None] = mapped_column(String(128))  # the Red Cross that chose or certified
    status: Mapped[str] = mapped_column(String(16))  # bot.core.awards.AwardStatus
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("awards.id"))  # what was written wrong
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]
