"""Recording by talk what people are given: who (several at once), of which year, when, by whom; shown, kept, undone."""

from abc import ABC, abstractmethod
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.organisations import years_after
from bot.core.permissions import Action, Reach, reach
from bot.services import awards
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store.members import Listed
from bot.store.tables import AwardRow
from bot.text import certificates
from bot.text import stars as reading
from bot.text.people import read_people
from bot.text.replies import asks

SHOWN: Final = 6  # people of one name that are offered
MOST: Final = 60  # people of one message
Pick = list[object]  # membership, name, organisation: as a draft keeps whom it is about


# --- who --------------------------------------------------------------------------------------------------------------


def with_people(work: Work, content: Content, text: str, action: Action) -> Content:
    """A draft with the people whose names stand in a text added; of one name that several have, one is asked for.

    `unknown`: names that nobody in reach has. Raises RegisterError when nobody at all is known of those named.
    """
    found = awards.people_named(work, text, action)[:MOST]
    known = {one[0] for one in content["people"]}
    people, doubtful = list(content["people"]), list(content["doubtful"])
    for name in dict.fromkeys(awards.name_of(one) for one in found):
        same = [_pick(one) for one in found if awards.name_of(one) == name]
        if len(same) > 1:
            doubtful.append(same[:SHOWN])
        elif same[0][0] not in known:
            people.append(same[0])
    unknown = _unknown(work, text, found)
    if unknown and not people and not doubtful:
        raise RegisterError("award_unknown", names=unknown)
    return {**content, "people": people, "doubtful": doubtful, "unknown": [*content["unknown"], *unknown]}


def _pick(one: Listed) -> Pick:
    return [one.membership.id, awards.name_of(one), one.organisation]


def _unknown(work: Work, text: str, found: list[Listed]) -> list[str]:
    """The names that a text tells, as far as nobody is called so."""
    names = {awards.name_of(one) for one in found}
    plain = reading.without_honours(text)
    told = dict.fromkeys(one.name for one in read_people(plain, work.today) if one.name)
    return [one for one in told if one in plain and not any(one in name or name in one for name in names)]


def _goes_on(work: Work, text: str, action: Action) -> bool:
    """Whether a message goes on with an open draft."""
    return reading.goes_on(text, [awards.name_of(one) for one in awards.people_named(work, text, action)])


def which(content: Content, text: str) -> Content | None:
    """The draft with the one of several namesakes that an answer means; None when it means none or several."""
    same, said = content["doubtful"][0], text.strip()
    found = [one for one in same if said and (str(one[2]) in said or said in str(one[2]))]
    if said.isdigit() and 0 < int(said) <= len(same):
        found = [same[int(said) - 1]]
    if len(found) != 1:
        return None
    return {**content, "doubtful": content["doubtful"][1:], "people": [*content["people"], found[0]]}


def without(content: Content, text: str) -> Content | None:
    """The draft without the people that a text strikes out; None when it strikes nobody out."""
    if not reading.strikes_out(text):
        return None
    left = [one for one in content["people"] if str(one[1]) not in text]
    return {**content, "people": left} if len(left) < len(content["people"]) else None


def _left(content: Content, kept: list[Pick], refused: list[RegisterError]) -> Content:
    """The draft with those who can be written; whom it refused are told of. Raises RegisterError for nobody left."""
    if refused and not kept and not content["doubtful"]:
        raise refused[0]
    already = [*content["already"], *(str(error.values["names"]) for error in refused)]
    return {**content, "people": kept, "already": list(dict.fromkeys(already))}


def names(content: Content) -> list[str]:
    """Whom a draft is about."""
    return [str(one[1]) for one in content["people"]]


class AwardForm(ABC):
    """What the forms share: whom a draft is about is asked for, added, struck out, and what was written is taken back.

    `do` of a draft is what is done; `takes_away` is the one of them that withdraws what was recorded before.
    """

    action: ClassVar[Action]
    takes_away: ClassVar[str]

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if asked == "which":
            chosen = which(content, text)
            return Taken(self._settled(work, chosen), sure=True) if chosen else None
        if asked is None and asks(text):
            return None
        if left := without(content, text):
            return Taken(self._settled(work, left), sure=True)
        if asked is None and not _goes_on(work, text, self.action):
            return None
        changed = self._read(work, content, text)
        return Taken(self._settled(work, changed), sure=True) if changed != content else None

    def missing(self, work: Work, content: Content) -> str | None:
        if content["doubtful"]:
            return "which"
        return None if content["people"] else "people"

    def undo(self, work: Work, content: Content, result: Result) -> None:
        turn_back = awards.restore if content["do"] == self.takes_away else awards.take_back
        for number in reversed(result["awards"]):
            turn_back(work, number)

    def _empty(self, work: Work) -> Content:
        """A draft about nobody yet. Raises PermissionDeniedError for who may write nothing of the kind anywhere."""
        if not any(reach(one.role, self.action) is Reach.BELOW for one in work.who.grants):
            raise PermissionDeniedError(f"{work.account_id}: {self.action}")
        return {"people": [], "doubtful": [], "unknown": [], "already": [], "insisted": None}

    @abstractmethod
    def _read(self, work: Work, content: Content, text: str) -> Content:
        """The draft with what a message says."""

    @abstractmethod
    def _settled(self, work: Work, content: Content) -> Content:
        """The draft as far as the register takes it. Raises RegisterError for what cannot be: it says why."""


# --- 会员之星 ---------------------------------------------------------------------------------------------------------


class MemberStarForm(AwardForm):
    """Who was chosen 会员之星 of which year, by whom, when; or whose choosing is struck out."""

    kind = "member_star"
    action = Action.AWARD_HONOURS
    takes_away = "unchoose"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the person of a list who is chosen.

        Raises PermissionDeniedError for who chooses nobody, RegisterError for what cannot be: it says why.
        """
        content = self._empty(work) | {"do": "choose", "year": None, "day": None, "awarder": None}
        if about:
            one = awards.member_of(work, int(about))
            return self._settled(work, {**content, "people": [_pick(one)]})
        said = reading.read_star(text, work.today)
        content |= {"do": said.wants if said.wants in ("choose", "unchoose") else "choose"}
        return self._settled(work, self._read(work, content, text))

    def commit(self, work: Work, content: Content, request: str) -> Result:
        if content["do"] == "unchoose":
            rows = [one.id for one in self._standing(work, content)]
            for number in rows:
                awards.withdraw(work, number)
            return {"awards": rows}
        day = date.fromisoformat(content["day"]) if content["day"] else None
        kept = [
            awards.choose(work, int(str(one[0])), content["year"], day, content["awarder"])
            for one in content["people"]
        ]  # fmt: skip
        return {"awards": [row.id for row in kept]}

    def _read(self, work: Work, content: Content, text: str) -> Content:
        return with_people(work, content | _said(reading.read_star(text, work.today)), text, self.action)

    def _settled(self, work: Work, content: Content) -> Content:
        """The year that is meant; without who was chosen in it already, where others are left.

        Raises RegisterError when nobody is left, or the day and the year do not fit.
        """
        day = date.fromisoformat(content["day"]) if content["day"] else None
        if content["do"] == "unchoose":
            self._standing(work, content)
            return content
        content = {**content, "year": content["year"] or (day or work.today).year}
        awards.demand_day(work, content["year"], day)
        kept, refused = [], []
        for one in content["people"]:
            try:
                awards.demand_new(work, int(str(one[0])), content["year"])
                kept.append(one)
            except RegisterError as error:
                refused.append(error)
        return _left(content, kept, refused)

    @staticmethod
    def _standing(work: Work, content: Content) -> list[AwardRow]:
        """What is struck out: of the year that is said, else the latest. RegisterError for who was never chosen."""
        found = []
        for one in content["people"]:
            given = awards.member_stars(work, int(str(one[0])))
            of_year = [row for row in given if content["year"] in (None, row.year)]
            if not of_year:
                raise RegisterError("member_star_none", names=[str(one[1])])
            found.append(of_year[-1])
        return found


# --- certificates of first-aiders ------------------------------------------------------------------------------------


class CertificateForm(AwardForm):
    """Who got a certificate when, its number and last day; or what was written wrong, or never was.

    `told`: of each membership what is said of this person alone: day, number. `issued`, `expires`, `years`: of all.
    """

    kind = "certificate"
    action = Action.CORRECT
    takes_away = "drop"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError for who keeps no register, RegisterError for what cannot be: it says why."""
        said = certificates.read_certificate(text, work.today)
        content = self._empty(work) | {"issued": None, "expires": None, "years": None, "told": {}}
        content |= {"do": said.wants if said.wants in ("correct", "drop") else "record"}
        return self._settled(work, self._read(work, content, text))

    def missing(self, work: Work, content: Content) -> str | None:
        if lacking := super().missing(work, content):
            return lacking
        untold = not (content["issued"] or content["expires"] or content["told"])
        return "change" if content["do"] == "correct" and untold else None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        if content["do"] == "drop":
            rows = [self._latest(work, one).id for one in content["people"]]
            for number in rows:
                awards.withdraw(work, number)
            return {"awards": rows}
        write = awards.correct_certificate if content["do"] == "correct" else awards.certify
        return {"awards": [write(work, *self.facts(work, content, one)).id for one in content["people"]]}

    @staticmethod
    def facts(work: Work, content: Content, one: Pick) -> tuple[int, Any, date | None, str | None]:
        """The membership, day of issue, last day and number that are written of one; None is what is not said."""
        told = content["told"].get(str(one[0]), {})
        said = told.get("day") or content["issued"]
        day = date.fromisoformat(said) if said else None if content["do"] == "correct" else work.today
        expires = date.fromisoformat(content["expires"]) if content["expires"] else None
        if content["years"] and not expires:
            begin = day or CertificateForm._latest(work, one).since
            expires = years_after(begin, content["years"]) - timedelta(days=1)
        return int(str(one[0])), day, expires, told.get("number")

    def _read(self, work: Work, content: Content, text: str) -> Content:
        """A draft with what a message says: of each person what stands behind the name, the rest of all."""
        said = certificates.read_certificate(text, work.today)
        issued, _ = certificates.days_in(text, work.today)
        content = with_people(work, content, text, self.action)
        told = {key: dict(value) for key, value in content["told"].items()}
        parts = certificates.segments(text, names(content))
        for one in content["people"]:
            alone = len(content["people"]) == 1
            part = text if alone else parts.get(str(one[1]), "")
            own: dict[str, str] = told.get(str(one[0]), {})
            if number := certificates.number_in(part, bare=said.wants in ("record", "correct")):
                own["number"] = number
            if len(issued) > 1 and not alone and (days := certificates.days_in(part, work.today)[0]):
                own["day"] = days[0].isoformat()
            if own:
                told[str(one[0])] = own
        new = {
            "issued": said.issued.isoformat() if said.issued else None,
            "expires": said.expires.isoformat() if said.expires else None,
            "years": said.years,
        }
        return {**content, "told": told} | {key: value for key, value in new.items() if value is not None}

    def _settled(self, work: Work, content: Content) -> Content:
        """Tries what is known on the register, so that what is refused is refused before the preview.

        A correction of what nobody recorded is a record. Who has a certificate of that day is left out.
        """
        if content["do"] == "correct" and content["people"] and not any(self._given(work, content)):
            content = {**content, "do": "record"}
        kept, refused = [], []
        for one in content["people"]:
            tried = work.session.begin_nested()
            try:
                if self.missing(work, {**content, "people": [one], "doubtful": []}) is None:
                    self.commit(work, {**content, "people": [one]}, "")
                kept.append(one)
            except RegisterError as error:
                if error.code != "certificate_exists":
                    raise
                refused.append(error)
            finally:
                tried.rollback()
        return _left(content, kept, refused)

    @staticmethod
    def _given(work: Work, content: Content) -> list[list[AwardRow]]:
        return [awards.certificates(work, int(str(one[0]))) for one in content["people"]]

    @staticmethod
    def _latest(work: Work, one: Pick) -> AwardRow:
        given = awards.certificates(work, int(str(one[0])))
        if not given:
            raise RegisterError("certificate_none", names=[str(one[1])])
        return given[-1]


def _said(said: reading.Said) -> Content:
    values = {"year": said.year, "awarder": said.awarder, "day": said.day.isoformat() if said.day else None}
    return {key: value for key, value in values.items() if value is not None}
