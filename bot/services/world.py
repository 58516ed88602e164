"""Loading a made-up world into an empty database.

Kept: places, organisations, accounts with their grants, people, activities, targets, reminders, and the parts of
organisations (bot/services/world_parts.py).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.activities import ActivityFacts, ActivityType, status_at
from bot.core.errors import WorldError
from bot.core.members import MemberKind, MembershipStatus, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.core.reminders import DEFAULT_TIME
from bot.services import metrics
from bot.services.world_form import Activity, County, Organisation, Person, Reminder, User, World
from bot.services.world_parts import ACTOR, PartsLoader, Registered
from bot.store import accounts, activities, audit, members, organisations, reminders, versions
from bot.store.accounts import Grant
from bot.store.personal import PersonalData
from bot.store.tables import ActivityRow, MembershipRow, OrganisationRow, PlaceRow, ServiceHoursRow, TargetRow
from bot.text.sounds import sound

CHAT = "web"  # where a reminder of a world was set
NATIONAL = "中国红十字会总会"


def load_world(session: Session, world: World, personal: PersonalData, now: datetime) -> int:
    """Keep a world; returns the number of its accounts. Raises WorldError for a name that leads nowhere."""
    loader = _Loader(session, world, personal, now)
    loader.load()
    entry = audit.Entry(
        ACTOR, "command", "load_world", "world", "", after={"accounts": len(world.users)}, why=world.note
    )
    audit.append(session, entry, now)
    return len(world.users)


class _Loader:
    """Keeps one world, from the top down."""

    def __init__(self, session: Session, world: World, personal: PersonalData, now: datetime) -> None:
        self._session, self._world, self._personal, self._now = session, world, personal, now
        self._today = world.today or now.date()
        self._rows: dict[str, OrganisationRow] = {}  # by name and, of branches, by the file's id
        self._people = Registered()

    def load(self) -> None:
        self._load_upper_levels()
        for org in self._world.orgs:
            self._load_branch(org)
        for user in self._world.users:
            self._load_user(user)
        for person in self._world.people:
            self._load_person(person)
        for activity in self._world.activities:
            self._load_activity(activity)
        for org in self._world.orgs:
            self._fill_up(org)
        for place, wanted in self._world.targets.items():
            self._load_targets(place, wanted)
        for reminder in self._world.reminders:
            self._load_reminder(reminder)
        PartsLoader(self._session, self._now, self._found, self._people).load(self._world)

    def _load_upper_levels(self) -> None:
        world = self._world
        above = self._upper(NATIONAL, OrganisationType.NATIONAL, None, None)
        place: PlaceRow | None = None
        for name, kind in ((world.province, OrganisationType.PROVINCE), (world.city, OrganisationType.CITY)):
            if name:
                place = organisations.add_place(self._session, name, kind.name.lower(), place)
                above = self._upper(f"{name}红十字会", kind, place, above)
        for county in world.counties:
            known = county if isinstance(county, County) else County(name=county)
            inside = organisations.add_place(
                self._session,
                known.name,
                "county",
                place,
                residents=known.residents,
                villages=known.villages,
                as_of=known.residents_as_of,
                source=known.source,
            )
            self._upper(f"{known.name}红十字会", OrganisationType.COUNTY, inside, above)

    def _upper(
        self, name: str, kind: OrganisationType, place: PlaceRow | None, parent: OrganisationRow | None
    ) -> OrganisationRow:
        row = OrganisationRow(
            name=name, type=kind, place_id=place.id if place else None, parent_id=parent.id if parent else None
        )
        self._rows[name] = organisations.add(self._session, row)
        return row

    def _load_branch(self, org: Organisation) -> None:
        parent = self._found(org.parent or f"{org.county}红十字会", f"orgs {org.id}: parent")
        row = OrganisationRow(
            name=org.name,
            type=org.type,
            place_id=parent.place_id,
            parent_id=parent.id,
            president=org.president,
            secretary=org.secretary,
            phone=org.phone,
            address=org.address,
            founded=org.founded,
            last_election=org.last_election,
        )
        self._rows[org.name] = self._rows[org.id] = organisations.add(self._session, row)

    def _load_user(self, user: User) -> None:
        home = self._home(user)
        account = Account(user.id, user.role, user.name, home.name if home else None, self._place(user))
        accounts.save(self._session, account, self._now)
        if home and user.role is not Role.VISITOR:
            self._session.flush()
            accounts.add_grant(self._session, user.id, Grant(user.role, home.id), self._today, ACTOR)

    def _home(self, user: User) -> OrganisationRow | None:
        """The organisation of a user's grant."""
        named = user.org or (user.county and f"{user.county}红十字会") or (user.city and f"{user.city}红十字会")
        if named:
            return self._found(named, f"users {user.id}")
        if user.role is Role.NATIONAL_OFFICER:
            return self._rows[NATIONAL]
        if user.role is Role.PROVINCE_OFFICER and self._world.province:
            return self._rows[f"{self._world.province}红十字会"]
        return None

    def _place(self, user: User) -> str | None:
        branch = next((org for org in self._world.orgs if user.org in (org.id, org.name)), None)
        county = user.county or (branch.county if branch else None)
        return "".join(part for part in (self._world.province, user.city or self._world.city, county) if part) or None

    def _load_person(self, person: Person) -> None:
        kind = person.kind or (MemberKind.VOLUNTEER if person.table == "volunteers" else MemberKind.ADULT)
        born = person.birth_date.isoformat() if person.birth_date else None
        facts = PersonalFacts(
            person.name,
            person.gender,
            person.id_number,
            person.phone,
            born,
            guardian_name=person.guardian_name,
            guardian_phone=person.guardian_phone,
        )
        home = self._found(person.org or "", f"people {person.name}: org")
        self._add_membership(facts, kind, home, person.since)

    def _load_activity(self, activity: Activity) -> None:
        home = self._found(activity.org, f"activities {activity.date}: org")
        row = ActivityRow(
            organisation_id=home.id,
            status=status_at(activity.date, self._today),
            reported_by=activity.reported_by or ACTOR,
            reported_at=self._now,
        )
        facts = activity.model_dump(exclude={"org", "helpers", "reported_by"}) | {
            "activity_type": activity.activity_type or ActivityType.OTHER
        }
        activities.write(row, ActivityFacts(**facts))
        activities.add(self._session, row)
        for name, hours in activity.helpers.items():
            known = self._people.volunteer(name, home) or self._people.member(name, home)
            person = known.person_id if known else None
            self._session.add(ServiceHoursRow(activity_id=row.id, name=name, person_id=person, hours=hours))

    def _fill_up(self, org: Organisation) -> None:
        """Anonymous people until the totals are reached; the named ones count."""
        row = self._rows[org.id]
        for kind, total in org.totals.items():
            ours = (MembershipRow.organisation_id == row.id, MembershipRow.kind == kind)
            for number in range(members.count(self._session, self._today, *ours), total):
                self._add_membership(PersonalFacts(f"{kind}{number + 1:04d}"), kind, row)

    def _add_membership(
        self, facts: PersonalFacts, kind: MemberKind, home: OrganisationRow, since: date | None = None
    ) -> None:
        group = kind is MemberKind.GROUP
        person = (
            None if group else members.add_person(self._session, self._personal, facts, sound(facts.name), self._now)
        )
        self._session.flush()
        row = MembershipRow(
            kind=kind,
            person_id=person.id if person else None,
            group_name=facts.name if group else None,
            organisation_id=home.id,
            valid_from=since or min(home.founded or self._today, self._today),
            status=MembershipStatus.ACTIVE,
            recorded_by=ACTOR,
            recorded_at=self._now,
        )
        self._session.add(row)
        self._people.add(facts.name, row)

    def _load_targets(self, place: str, wanted: dict[str, float]) -> None:
        """Totals to be reached by the end of the year, of a place's Red Cross or of a branch."""
        name = place if place in self._rows else f"{place}红十字会"
        home = self._found(name, f"targets {place}")
        for title, value in wanted.items():
            metric = metrics.named(title)
            if metric is None:
                raise WorldError(f"targets {place}: there is no metric {title!r}")
            row = TargetRow(
                organisation_id=home.id,
                metric=metric.id,
                value=value,
                deadline=date(self._today.year, 12, 31),
                set_by=ACTOR,
                set_at=self._now,
            )
            versions.add(self._session, row)

    def _load_reminder(self, reminder: Reminder) -> None:
        if reminder.user not in {user.id for user in self._world.users}:
            raise WorldError(f"reminders: there is no user {reminder.user!r}")
        due = reminder.due
        if not isinstance(due, datetime):
            due = datetime.combine(due, DEFAULT_TIME)
        due = due if due.tzinfo else due.replace(tzinfo=ZoneInfo(self._world.timezone))
        reminders.add(self._session, self._personal, reminder.user, CHAT, reminder.text, due, None, self._now)

    def _found(self, name: str, where: str) -> OrganisationRow:
        row = self._rows.get(name)
        if row is None:
            raise WorldError(f"{where}: there is no organisation {name!r} (superiors come first)")
        return row
