"""Stars by talk: awarded, recorded, proposed, corrected, taken away; one form for all."""

from datetime import date
from typing import Final

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.core.stars import NONE
from bot.services import stars
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store.members import Listed
from bot.store.tables import MembershipRow, OrganisationRow, PersonRow, StarRow
from bot.text import stars as reading
from bot.text.stars import Said

KIND: Final = "star"
ACCEPTING: Final = "accept:"  # what the button of a proposal says before its number
WRITING: Final = ("award", "record", "propose", "take", "correct")
SHOWN: Final = 6  # volunteers of one name that are offered


class StarForm:
    """Who (one or several), what is done, which star, by whom, when."""

    kind = KIND

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the number of a proposal that is to be accepted.

        Raises PermissionDeniedError for who keeps no register, RegisterError for what cannot be: it says why.
        """
        if not any(reach(grant.role, Action.CORRECT) is Reach.BELOW for grant in work.who.grants):
            raise PermissionDeniedError(f"{work.account_id}: stars")
        content: Content = dict.fromkeys(("do", "level", "day", "awarder", "proposal", "choices", "insisted"))
        content |= {"volunteers": [], "names": []}
        if about:
            return self._of_proposal(work, content, int(about))
        said = reading.read_star(text, work.today)
        if said.odd_level:
            raise RegisterError("star_level")
        content |= {"do": said.wants if said.wants in WRITING else "award"}
        return self._checked(work, self._with_people(work, {**content, **_said(said)}, text, said))

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        content = {**content, "insisted": None}
        if asked == "which":
            chosen = _chosen(content, text)
            return Taken(self._checked(work, chosen), sure=True) if chosen else None
        said = reading.read_star(text, work.today)
        changed = {**content, **_said(said)}
        if asked == "level" and said.level is None and (level := reading.read_level(text)):
            changed["level"] = level
        if asked == "people":
            changed = self._with_people(work, changed, text, said)
        if said.odd_level:
            raise RegisterError("star_level")
        if changed["awarder"] and changed["do"] in ("award", "propose"):
            changed["do"] = "record"
        elif said.wants in ("award", "propose") and content["do"] in ("award", "propose", "record"):
            changed |= {"do": said.wants} if said.wants == "propose" else {}
        if changed == content:
            return None
        return Taken(self._checked(work, changed), sure=True)

    def missing(self, work: Work, content: Content) -> str | None:
        if content["choices"]:
            return "which"
        if not content["volunteers"] and not content["proposal"]:
            return "people"
        if content["do"] in ("award", "record", "propose") and not content["level"]:
            return "level"
        if content["do"] == "correct" and not any(content[key] for key in ("level", "day", "awarder")):
            return "level"
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        day = date.fromisoformat(content["day"]) if content["day"] else None
        if content["proposal"]:
            return {"stars": [stars.accept(work, content["proposal"], day).id]}
        return {"stars": [self._keep(work, content, one, day).id for one in content["volunteers"]]}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        for number in reversed(result["stars"]):
            stars.take_back(work, number)

    @staticmethod
    def _keep(work: Work, content: Content, volunteer: int, day: date | None) -> StarRow:
        do, level = content["do"], content["level"]
        if do == "award":
            return stars.award(work, volunteer, level, day)
        if do == "record":
            return stars.record(work, volunteer, level, content["awarder"], day)
        if do == "propose":
            return stars.propose(work, volunteer, level)
        if do == "take":
            return stars.take_away(work, volunteer, day)
        return stars.correct(work, volunteer, level, day, content["awarder"])

    # --- reading

    def _with_people(self, work: Work, content: Content, text: str, said: Said) -> Content:
        """The volunteers whose names are said; of one name that several have, which one is asked."""
        found = stars.volunteers_named(work, text)
        if not found and said.name:
            raise RegisterError("star_unknown", names=[said.name])
        names = [_name(one) for one in found]
        if len(set(names)) < len(names):
            rows = [[one.membership.id, f"{_name(one)}（{one.organisation}）", _name(one)] for one in found]
            if len({_person(one) for one in found}) > 1:
                return {**content, "choices": rows[:SHOWN]}
            found = found[:1]
        return {**content, "volunteers": [one.membership.id for one in found], "names": [_name(one) for one in found]}

    def _checked(self, work: Work, content: Content) -> Content:
        """Tries what is known on the register, without keeping it: what is refused is refused before the preview."""
        if self.missing(work, content) is not None:
            return content
        tried = work.session.begin_nested()
        try:
            self.commit(work, content, "")
        finally:
            tried.rollback()
        return content

    @staticmethod
    def _of_proposal(work: Work, content: Content, number: int) -> Content:
        row = work.within(StarRow, number, Action.AWARD_HONOURS)
        person = work.session.get_one(PersonRow, row.person_id)
        content |= {"do": "award", "proposal": row.id, "level": row.level, "names": [person.name]}
        tried = work.session.begin_nested()
        try:
            stars.accept(work, number)
        finally:
            tried.rollback()
        return content


def facing(work: Work, content: Content) -> list[tuple[str, str, int, date | None]]:
    """Whom a draft is about: (name, organisation, the star held now, since when)."""
    if content["proposal"]:
        row = work.session.get_one(StarRow, content["proposal"])
        return [(content["names"][0], _title(work, row.organisation_id), NONE, None)]
    lines = []
    for number, name in zip(content["volunteers"], content["names"], strict=True):
        held = [one for one in stars.history(work, number) if one.day <= work.today]
        since = held[-1].day if held and held[-1].level else None
        home = work.session.get_one(MembershipRow, number).organisation_id
        lines.append((name, _title(work, home), held[-1].level if held else NONE, since))
    return lines


def awarder(work: Work, content: Content) -> str | None:
    """The Red Cross that a draft names as awarding, as it will be kept; of a proposal the one that decides."""
    home, said = _home(work, content), content["awarder"]
    if home is None or content["level"] is None:
        return str(said) if said else None
    if content["do"] == "propose":
        return stars.authority(work, content["level"], home)
    if content["do"] == "record" or (content["do"] == "correct" and said):
        return stars.awarder_for(work, content["level"], home, said)
    if content["do"] == "award":
        row = stars.awards(work, content["level"], home)
        return row.name if row else None
    return None


def _home(work: Work, content: Content) -> int | None:
    if content["proposal"]:
        return work.session.get_one(StarRow, content["proposal"]).organisation_id
    if not content["volunteers"]:
        return None
    return work.session.get_one(MembershipRow, content["volunteers"][0]).organisation_id


def _title(work: Work, organisation_id: int) -> str:
    return work.session.get_one(OrganisationRow, organisation_id).name


def _said(said: Said) -> Content:
    values = {"level": said.level, "awarder": said.awarder, "day": said.day.isoformat() if said.day else None}
    return {key: value for key, value in values.items() if value is not None}


def _chosen(content: Content, text: str) -> Content | None:
    found = [one for one in content["choices"] if text.strip() and (text.strip() in one[1] or one[1] in text)]
    if not found and text.strip().isdigit():
        found = content["choices"][int(text) - 1 : int(text)] if int(text) else []
    if len(found) != 1:
        return None
    return {**content, "choices": None, "volunteers": [found[0][0]], "names": [found[0][2]]}


def _name(one: Listed) -> str:
    return one.person.name if one.person else ""


def _person(one: Listed) -> int:
    return one.person.id if one.person else 0
