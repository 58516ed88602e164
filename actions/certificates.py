"""Certificates of first-aiders: recorded, put right, and who has one, until when."""

from datetime import date, timedelta

from actions.base import BoaiAction, Reply, Turn, Words, next_page
from actions.drafts import Talk, work_of
from actions.organisations import which
from bot.core.awards import SOON_DAYS, VALID_YEARS, last_day
from bot.core.permissions import Action
from bot.services import awards, organisations
from bot.services.awards import Said
from bot.services.awards_form import CertificateForm, names
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.work import Work
from bot.store.tables import AwardRow

WRITING = ("record", "correct", "drop")


class ManageCertificate(BoaiAction):
    """Records of certificates, and lists of those who have one, whose runs out soon, whose is over."""

    task = "manage_certificate"

    def answer(self, turn: Turn) -> list[Reply]:
        work = work_of(turn, self.runtime)
        said = awards.read(work, turn.text)
        if said.wants in WRITING:
            return CertificateTalk(self.runtime).begin(turn)
        found = awards.people_named(work, turn.text, Action.SEE_ROSTER)
        if found:
            return [self._of(work, awards.name_of(one), awards.certificates(work, one.membership.id)) for one in found]
        if said.oneself:
            own = awards.own_certificates(work)
            name = work.who.account.name or ""
            return [Reply("utter_person_own_unknown") if own is None else self._of(work, name, own)]
        return self._list(turn, work, said)

    def _of(self, work: Work, name: str, given: list[AwardRow]) -> Reply:
        """Somebody's certificates, the latest last."""
        words = self.runtime.words
        if not given:
            return Reply("utter_certificate_never", {"name": name})
        lines = []
        for one in given:
            last = one.expires or last_day(one.since)
            state = "over" if last < work.today else "holds"
            number = _number(words, awards.number_of(work, one))
            lines.append(
                words(
                    "certificate_step",
                    day=words.day(one.since),
                    until=words.day(last),
                    state=words(f"certificate_{state}"),
                    number=words("certificate_more", said=number) if number else "",
                    assumed=words("certificate_assumed", years=VALID_YEARS) if one.assumed else "",
                )
            )
        return Reply("utter_certificate_of", {"name": name, "steps": "\n".join(lines)})

    def _list(self, turn: Turn, work: Work, said: Said) -> list[Reply]:
        where = organisations.find(turn.session, work.who, said.rest)
        if len(where.rows) != 1:
            return which(where, self.task, turn.text)
        row, words = where.rows[0], self.runtime.words
        wanted = said.wants if said.wants in ("expiring", "expired") else "holders"
        page = awards.certified(work, row, wanted, where.query.page)
        soon = words.day(work.today + timedelta(days=SOON_DAYS))
        values = {"name": row.name, "day": words.day(work.today), "soon": soon, "total": str(page.total)}
        if not page.total:
            return [Reply(f"utter_certificates_none_{wanted}", values)]
        lines = [
            words(
                "certificate_line", number=number, who=one.name, organisation=one.organisation,
                day=words.day(one.row.since), until=words.day(one.row.expires or last_day(one.row.since)),
            )
            for number, one in enumerate(page.lines, page.first)
        ]  # fmt: skip
        values |= {"rows": "\n".join(lines), "page": str(page.page), "pages": str(page.pages)}
        buttons = next_page(words, self.task, turn.text, page.page, page.pages)
        return [Reply(f"utter_certificates_{wanted}", values, buttons)]


class CertificateTalk(Talk):
    """Who got a certificate, when, until when; or what was written wrong of it, or is struck out."""

    form = CertificateForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        work, content = work_of(turn, self.runtime), draft.content
        lines = [self._line(work, content, one) for one in content["people"]]
        values = {"people": "\n".join(lines), "notes": self._notes(content)}
        return Reply(f"utter_certificate_preview_{content['do']}", values)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        if draft.asked == "which":
            same = draft.content["doubtful"][0]
            buttons = tuple((f"{name}（{home}）", Press(say=home)) for _, name, home in same)
            return Reply("utter_award_ask_which", {"name": same[0][1]}, buttons)
        return Reply(f"utter_certificate_ask_{draft.asked}", {"notes": self._notes(draft.content)})

    def saved(self, content: Content, result: Result) -> Reply:
        undo = ((self.words("undo"), Press(task="undo")),)
        return Reply(f"utter_certificate_saved_{content['do']}", {"names": self._names(content)}, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_certificate_undone", {"names": self._names(content)})

    def _names(self, content: Content) -> str:
        return self.words("comma").join(names(content))

    def _line(self, work: Work, content: Content, one: list[object]) -> str:
        """One person: what is written, or what was and how it will be."""
        words = self.words
        who = words("award_person", who=one[1], organisation=one[2])
        if content["do"] == "drop":
            return who
        _, day, expires, number = self.form.facts(work, content, one)
        said = [words("certificate_day", day=words.day(day))] if day else []
        if number:
            said.append(_number(words, number))
        said += self._until(day, expires, record=content["do"] == "record")
        return who + words("certificate_facts", facts=words("comma").join(one for one in said if one))

    def _until(self, day: date | None, expires: date | None, *, record: bool) -> list[str]:
        words = self.words
        if expires:
            return [words("certificate_until", day=words.day(expires))]
        if not record or day is None:
            return []
        last = words("certificate_until", day=words.day(last_day(day)))
        return [last + words("certificate_assumed", years=VALID_YEARS)]

    def _notes(self, content: Content) -> str:
        words, said = self.words, []
        if content["already"]:
            said.append(words("certificate_left_out", names=words("comma").join(content["already"])))
        if content["unknown"]:
            said.append(words("award_unknown", names=words("comma").join(content["unknown"])))
        return "".join(f"\n{one}" for one in said)


def _number(words: Words, number: str | None) -> str:
    """A certificate's number as it is shown: never in full."""
    return words("certificate_number", number=awards.masked(number)) if number else ""
