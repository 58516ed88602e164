"""Recording by talk what people are given: who (several at once), of which year, when, by whom; shown, kept, undone."""

from datetime import date
from typing import Final

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.services import awards
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store.members import Listed
from bot.store.tables import AwardRow
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


def names(content: Content) -> list[str]:
    """Whom a draft is about."""
    return [str(one[1]) for one in content["people"]]


# --- 会员之星 ---------------------------------------------------------------------------------------------------------


class MemberStarForm:
    """Who was chosen 会员之星 of which year, by whom, when; or whose choosing is struck out."""

    kind = "member_star"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the person of a list who is chosen.

        Raises PermissionDeniedError for who chooses nobody, RegisterError for what cannot be: it says why.
        """
        if not any(reach(one.role, Action.AWARD_HONOURS) is Reach.BELOW for one in work.who.grants):
            raise PermissionDeniedError(f"{work.account_id}: member stars")
        content: Content = {"do": "choose", "year": None, "day": None, "awarder": None}
        content |= {"people": [], "doubtful": [], "unknown": [], "already": [], "insisted": None}
        if about:
            one = awards.member_of(work, int(about))
            return self._settled(work, {**content, "people": [_pick(one)]})
        said = reading.read_star(text, work.today)
        content |= _said(said) | {"do": said.wants if said.wants in ("choose", "unchoose") else "choose"}
        return self._settled(work, with_people(work, content, text, Action.AWARD_HONOURS))

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if asked == "which":
            chosen = which(content, text)
            return Taken(self._settled(work, chosen), sure=True) if chosen else None
        if asked is None and asks(text):
            return None
        if left := without(content, text):
            return Taken(self._settled(work, left), sure=True)
        changed = {**content, **_said(reading.read_star(text, work.today))}
        changed = with_people(work, changed, text, Action.AWARD_HONOURS)
        if changed == content:
            return None
        return Taken(self._settled(work, changed), sure=True)

    def missing(self, work: Work, content: Content) -> str | None:
        if content["doubtful"]:
            return "which"
        return None if content["people"] else "people"

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

    def undo(self, work: Work, content: Content, result: Result) -> None:
        turn_back = awards.restore if content["do"] == "unchoose" else awards.withdraw
        for number in reversed(result["awards"]):
            turn_back(work, number)

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
        if refused and not kept and not content["doubtful"]:
            raise refused[0]
        already = [*content["already"], *(str(error.values["names"]) for error in refused)]
        return {**content, "people": kept, "already": list(dict.fromkeys(already))}

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


def _said(said: reading.Said) -> Content:
    values = {"year": said.year, "awarder": said.awarder, "day": said.day.isoformat() if said.day else None}
    return {key: value for key, value in values.items() if value is not None}
