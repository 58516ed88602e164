"""Recording a part of an organisation by talk; one form for all.

It is a service point, a home as a model, a team, a post, dues, a fact, or days of its officers at the grass roots.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.core.structure import COUNCILS, Body, Employment, Fact, PointType, TeamType
from bot.services import model_homes, stays, structure
from bot.services import organisations as lookup
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store.structure import Placed
from bot.store.tables import OrganisationRow, ServicePointRow, TeamRow
from bot.text import replies
from bot.text import structure as reading
from bot.text.structure import Said

FIELDS: Final = (
    "type", "name", "address", "keeper", "volunteers", "party_branch", "people", "body", "post", "employment",
    "from_grass_roots", "year", "fen", "fact", "value", "by", "since", "until",
    "officers", "spot",
)  # fmt: skip
CHANGEABLE: Final = {"point": ("name", "address", "keeper"), "team": ("name", "volunteers", "party_branch")}
EXACT: Final = {"volunteers", "fen", "party_branch", "from_grass_roots", "type", "post", "since", "until"}
_NEEDED: Final = {
    "point": ("org", "type"),
    "team": ("org", "type"),
    "post": ("org", "people", "post"),
    "dues": ("payers", "fen"),
    "fact": ("org", "fact", "value"),
    "stay": ("org", "officers", "spot", "since"),
    "model": (),
}
_WANTED: Final = {"point": ("address", "keeper"), "team": ("volunteers", "party_branch")}
_DATED: Final = {Fact.MANAGEMENT, Fact.PARTY_GROUP, Fact.SUPERVISORS}  # whose day is asked for
LISTS: Final = ("people", "officers")
SHOWN: Final = 6  # rows that are offered


class StructureForm:
    """What is begun, ended or changed; of what it may be there are several, which one."""

    kind = "structure"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError for who keeps no register, RegisterError for what is not there."""
        if not any(reach(grant.role, Action.CORRECT) is not Reach.NONE for grant in work.who.grants):
            raise PermissionDeniedError(f"{work.account_id}: structure")
        content: Content = dict.fromkeys(
            (*FIELDS, "what", "do", "org", "row", "rows", "payers", "visited", "near", "choices", "insisted")
        )
        content["waived"] = []
        return self._opened(work, content, text)

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        content = {**content, "insisted": None}
        if asked == "what":
            opened = self._opened(work, content, text)
            return Taken(opened, sure=True) if opened["what"] else None
        if asked == "row":
            chosen = _chosen(content, text)
            return Taken(self._settled(work, chosen), sure=True) if chosen else None
        answered = self._answered(work, text, content, asked) if asked else None
        taken = answered or self._changed(work, text, content, asked)
        return Taken(self._settled(work, taken.content), taken.sure) if taken else None

    def missing(self, work: Work, content: Content) -> str | None:
        if content["what"] is None:
            return "what"
        if content["choices"]:
            return "row"
        if content["do"] in ("end", "change") and content["what"] != "dues":
            return None if content["do"] == "end" or _new(content) else "change"
        needed = next((field for field in _NEEDED[content["what"]] if content[field] in (None, [])), None)
        return needed or next((f for f in _wanted(content) if content[f] is None and f not in content["waived"]), None)

    def commit(self, work: Work, content: Content, request: str) -> Result:
        return _COMMITS[content["what"]](work, content)

    def undo(self, work: Work, content: Content, result: Result) -> None:
        _UNDOES[content["what"]](work, content, result)

    def unlisted(self, work: Work, content: Content) -> list[str]:
        """Who of those appointed to a council is among no members that the actor can see, on the day it begins; of
        officers who went to the grass roots, who is not on the leading team of that day.
        """
        if content["what"] == "stay":
            return stays.unlisted(work, content["org"], content["officers"], _begins(work, content) or work.today)
        if content["what"] != "post" or content["do"] != "begin" or Body(content["body"]) not in COUNCILS:
            return []
        day = _begins(work, content) or work.today
        found = structure.members_named(work, content["org"], content["people"], day)
        return [name for name in content["people"] if not found[name]]

    # --- reading

    def _opened(self, work: Work, content: Content, text: str) -> Content:
        said = reading.read_structure(text, work.today)
        content = {**content, **_said(said), "what": said.what, "do": said.do}
        if said.what is None:
            return content
        content = self._placed(work, content, said, text)
        return self._settled(work, content)

    def _placed(self, work: Work, content: Content, said: Said, text: str) -> Content:
        """Which organisation, which row of it: what is said, else the actor's own."""
        if said.what == "dues":
            return self._with_payers(work, content, text)
        if said.what == "stay":
            return self._with_stay(work, content, text)
        named, near = _named(work, said)
        content = {**content, "near": near, "org": named[0].id if len(named) == 1 else None}
        if said.what == "fact" or (said.what == "post" and said.do == "begin"):
            return content
        return self._with_row(work, content, said, named if _explicit(work, said, named) else [])

    def _with_row(self, work: Work, content: Content, said: Said, named: list[OrganisationRow]) -> Content:
        """The row that is ended or changed; something new when there is none to be changed."""
        if said.what == "post":
            return self._with_posts(work, content, said, named)
        if said.what == "model":
            return _with_home(work, content, said, named)
        if said.do == "begin":
            return content
        found = _rows(work, said, {row.id for row in named})
        if not found and said.do == "end":
            raise RegisterError("part_unknown", asked=said.type or "")
        if not found:
            return {**content, "do": "begin"}
        content = {**content, "do": said.do or "change"}
        return _with_choice(content, [(one.row.id, f"{one.row.name}（{one.organisation}）") for one in found])

    @staticmethod
    def _with_posts(work: Work, content: Content, said: Said, named: list[OrganisationRow]) -> Content:
        ids = {row.id for row in named}
        rows = [
            one
            for one in structure.reachable_posts(work)
            if one.row.holder in said.where
            and said.post in (None, one.row.post)
            and (not ids or one.row.organisation_id in ids)
        ]
        if not rows:
            raise RegisterError("part_unknown", asked="、".join(said.people) or said.post or "")
        if len({one.row.holder for one in rows}) == len(rows):
            return {**content, "rows": [one.row.id for one in rows], "people": [one.row.holder for one in rows]}
        return _with_choice(content, [(o.row.id, f"{o.row.holder} {o.row.post}（{o.organisation}）") for o in rows])

    @staticmethod
    def _with_payers(work: Work, content: Content, text: str) -> Content:
        found = structure.payers_named(work, text)
        names = [structure.listed_name(one) for one in found]
        if not found and content["people"]:
            raise RegisterError("payer_unknown", names=content["people"])
        content = {**content, "people": names}
        if len(set(names)) < len(names):
            same = [(one.membership.id, f"{structure.listed_name(one)}（{one.organisation}）") for one in found]
            return _with_choice(content, same)
        return {**content, "payers": [one.membership.id for one in found]}

    @staticmethod
    def _with_stay(work: Work, content: Content, text: str) -> Content:
        """Whose officers, which branch they went to, and who they are where the register knows their names."""
        visited = _visited(work, content["spot"])
        found = stays.homes(work, visited)
        if not found and visited is not None:
            raise RegisterError("stay_elsewhere")
        content = {**content, "visited": visited, "org": found[0] if len(found) == 1 else None}
        if content["officers"]:
            return content
        if reading.is_of_me(text) and work.who.account.name:
            return {**content, "officers": [work.who.account.name]}
        day = _begins(work, content) or work.today
        known = stays.leaders_in(work, content["org"], text, day) if content["org"] else []
        return {**content, "officers": known}

    def _answered(self, work: Work, text: str, content: Content, asked: str) -> Taken | None:
        """The message as the answer to what was asked for."""
        if asked == "org":
            rows = lookup.find(work.session, work.who, text).rows
            return Taken({**content, "org": rows[0].id}, sure=True) if len(rows) == 1 else None
        if asked == "payers":
            found = self._with_payers(work, content, text)
            return Taken(found, sure=True) if found["payers"] or found["choices"] else None
        if asked == "officers" and reading.is_of_me(text) and work.who.account.name:
            return Taken({**content, "officers": [work.who.account.name]}, sure=True)
        value = reading.read_answer(asked, text, work.today) if asked in ("party_branch", "from_grass_roots") else None
        if value is None and replies.has_nothing(text):
            waived = [*content["waived"], asked] if asked in _wanted(content) else content["waived"]
            return Taken({**content, "waived": waived, "insisted": None if waived else asked}, sure=True)
        return Taken({**content, asked: value}, sure=True) if value is not None else None

    def _changed(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        """The message as a correction, as something more, or as a bare answer. None when it is about something else."""
        said = reading.read_structure(text, work.today, content["what"])
        own = reading.names_a_part(text)
        if own and not asked and _is_another(said, content):
            return None
        if asked is None and replies.asks(text):
            return None
        told = _said(said) if said.what == content["what"] else {}
        if said.fact is None:
            told.pop("value", None)
        changed = {key: value for key, value in told.items() if value not in (None, []) and value != content[key]}
        if asked in content and asked not in changed and content[asked] in (None, []):
            value = reading.read_answer(asked, text, work.today)
            if value is not None and not (asked in ("value", "by", "address") and replies.asks(text)):
                # A free answer may hold what looks like something else: 8号 in an address is no day.
                changed = {key: one for key, one in changed.items() if key in EXACT - {"since"} and own}
                changed[asked] = str(value).split("、") if asked in LISTS else value
        changed |= _body_of(changed)
        if "spot" in changed:
            changed["visited"] = _visited(work, str(changed["spot"]))
        if not changed:
            return None
        sure = bool(changed.keys() - {"since", "name", "people"}) and (
            own or asked in EXACT & changed.keys() or (asked is None and reading.puts_right(text))
        )
        return Taken({**content, **changed}, sure)

    def _settled(self, work: Work, content: Content) -> Content:
        """Raises PermissionDeniedError for a place out of reach, RegisterError for a day that is to come."""
        if content["org"] is not None:
            work.demand(Action.CORRECT, content["org"])
        since = content["since"]
        if since and content["what"] != "post" and reading.first_day(since) > work.today:
            raise RegisterError("ahead")
        if content["what"] == "stay":
            _demand_stay(work, content)
        if content["what"] == "model" and content["row"] is not None:
            _try_model(work, content)
        if content["what"] == "dues" and content["year"] is None:
            content = {**content, "year": work.today.year}
        return content


def _with_home(work: Work, content: Content, said: Said, named: list[OrganisationRow]) -> Content:
    """The home that is meant: of those that are no models yet, or of those that are. RegisterError when there is none.

    Raises PermissionDeniedError for who recognises nothing.
    """
    if not any(reach(one.role, Action.AWARD_HONOURS) is Reach.BELOW for one in work.who.grants):
        raise PermissionDeniedError(f"{work.account_id}: model homes")
    ids = {row.id for row in named}
    rows = [one for one in model_homes.reachable(work) if not ids or one.row.organisation_id in ids]
    rows = [one for one in rows if reading.names_home(one.row.name, said.where)] or rows
    fit = [one for one in rows if model_homes.is_model(one.row) == (content["do"] == "end")]
    if not rows:
        raise RegisterError("part_unknown", asked=said.type or "")
    return _with_choice(content, [(one.row.id, f"{one.row.name}（{one.organisation}）") for one in fit or rows])


def _try_model(work: Work, content: Content) -> None:
    """Raises what keeping it would raise, and keeps nothing."""
    tried = work.session.begin_nested()
    try:
        _keep_model(work, content)
    finally:
        tried.rollback()


def _demand_stay(work: Work, content: Content) -> None:
    """Raises RegisterError as soon as what is known of a stay cannot be."""
    org, visited = content["org"], content["visited"]
    if org is not None and visited is not None:
        stays.demand_grass_roots(work, org, visited)
    if content["since"]:
        first, last = _days(content)
        stays.demand_days(work, first, last)
        if org is not None and content["officers"] and content["spot"]:
            stays.demand_new(work, org, content["officers"], content["spot"], first, last)


def _days(content: Content) -> tuple[date, date]:
    """The first and the last day of a stay."""
    return date.fromisoformat(content["since"]), date.fromisoformat(content["until"] or content["since"])


# --- which organisation, which row -----------------------------------------------------------------------------------


def _named(work: Work, said: Said) -> tuple[list[OrganisationRow], list[str]]:
    """The organisations that are meant, and the near names when one is said that nobody knows."""
    found = lookup.find(work.session, work.who, said.where)
    if found.asked:
        found = lookup.find(work.session, work.who, said.place)
    rows = list(found.rows)
    return rows, [row.name for row in rows] if len(rows) > 1 else list(found.near)


def _visited(work: Work, spot: str | None) -> int | None:
    """The one organisation that a place names; None for a place that the register does not know."""
    if not spot:
        return None
    own = {grant.organisation_id for grant in work.who.grants}  # what is found when nothing is named
    rows = [row for row in lookup.find(work.session, work.who, spot).rows if row.id not in own or row.short in spot]
    return rows[0].id if len(rows) == 1 else None


def _explicit(work: Work, said: Said, named: list[OrganisationRow]) -> bool:
    """Whether the organisations were said, and are not just the actor's own."""
    own = {grant.organisation_id for grant in work.who.grants}
    return any(row.id not in own or row.short in said.where for row in named)


def _rows(work: Work, said: Said, ids: set[int]) -> list[Placed[Any]]:
    rows: list[Placed[Any]] = [
        one
        for one in (structure.reachable_points(work) if said.what == "point" else structure.reachable_teams(work))
        if said.type in (None, PointType.OTHER, one.row.type) and (not ids or one.row.organisation_id in ids)
    ]
    by_name = [one for one in rows if one.row.name in said.where]
    return by_name or rows


def _with_choice(content: Content, rows: list[tuple[int, str]]) -> Content:
    """One row: that is it. Several: they are offered."""
    if len(rows) == 1:
        return {**content, **_row(content, rows[0][0]), "choices": None, "title": rows[0][1]}
    return {**content, "choices": [list(one) for one in rows[:SHOWN]]}


def _chosen(content: Content, text: str) -> Content | None:
    found = [one for one in content["choices"] if text.strip() and (text.strip() in one[1] or one[1] in text)]
    if not found and text.strip().isdigit():
        found = content["choices"][int(text) - 1 : int(text)]
    return _with_choice(content, [(found[0][0], found[0][1])]) if len(found) == 1 else None


def _row(content: Content, row_id: int) -> Content:
    if content["what"] == "dues":
        return {"payers": [row_id]}
    return {"rows": [row_id]} if content["what"] == "post" else {"row": row_id}


def _said(said: Said) -> Content:
    """The fields of a reading, as they are kept in a draft."""
    values = asdict(said)
    return {field: list(values[field]) if field in LISTS else values[field] for field in FIELDS}


def _is_another(said: Said, content: Content) -> bool:
    """Whether a message tells of another part than the open draft."""
    if said.what != content["what"]:
        return True
    if said.do in ("begin", "end") and said.do != content["do"]:
        return True
    if said.what == "fact":
        return bool(said.fact != content["fact"])
    return bool(said.do == "begin" and said.type != content["type"])


def _body_of(changed: Content) -> Content:
    """A post decides in which body it is held."""
    return {"body": reading.body_of(str(changed["post"]))} if "post" in changed else {}


def _wanted(content: Content) -> tuple[str, ...]:
    """What is asked for once and may stay open."""
    if content["what"] == "post":
        return ("from_grass_roots",) if content["body"] and Body(content["body"]) in COUNCILS else ()
    if content["what"] == "model":
        return ("by",) if content["do"] == "begin" else ()
    if content["what"] == "fact" and content["value"]:
        if content["fact"] == Fact.FUNDRAISING:
            return "by", "until"
        return ("since",) if content["fact"] in _DATED else ()
    return _WANTED.get(content["what"], ())


def _new(content: Content) -> dict[str, Any]:
    return {key: content[key] for key in CHANGEABLE.get(content["what"], ()) if content[key] is not None}


def _begins(work: Work, content: Content) -> date | None:
    return reading.first_day(content["since"]) if content["since"] else None


# --- keeping and taking back -----------------------------------------------------------------------------------------


_SHAPES: dict[str, structure.Shape[Any]] = {"point": structure.POINT, "team": structure.TEAM}


def _keep_lasting(work: Work, content: Content) -> Result:
    """A point or a team: begun, changed or ended."""
    shape, day = _SHAPES[content["what"]], _begins(work, content)
    if content["do"] == "end":
        return {"row": structure.end(work, shape, content["row"], day).id}
    if content["do"] == "change":
        return {"row": content["row"], "before": structure.change(work, shape, content["row"], _new(content))}
    details = {key: content[key] for key in shape.changeable}
    row: ServicePointRow | TeamRow
    if content["what"] == "point":
        row = structure.open_point(work, content["org"], PointType(content["type"]), **details, day=day)
    else:
        row = structure.found_team(work, content["org"], TeamType(content["type"]), **details, day=day)
    return {"row": row.id, "name": row.name}


def _undo_lasting(work: Work, content: Content, result: Result) -> None:
    shape = _SHAPES[content["what"]]
    if content["do"] == "end":
        structure.unend(work, shape, result["row"])
    elif content["do"] == "change":
        structure.change(work, shape, result["row"], result["before"], _after(content, result))
    else:
        structure.unbegin(work, shape, result["row"])


def _after(content: Content, result: Result) -> dict[str, Any]:
    return {key: content[key] for key in result["before"]}


def _keep_post(work: Work, content: Content) -> Result:
    day = _begins(work, content)
    if content["do"] == "end":
        ended = {row: structure.end_post(work, row, day) for row in content["rows"]}
        return {"ended": [[row, before.isoformat() if before else None] for row, before in ended.items()]}
    made = [
        structure.appoint(
            work,
            content["org"],
            Body(content["body"]),
            content["post"],
            name,
            employment=Employment(content["employment"]) if content["employment"] else None,
            from_grass_roots=content["from_grass_roots"],
            since=day,
            until=reading.day_after(content["until"]) if content["until"] else None,
        )
        for name in content["people"]
    ]
    return {"rows": [one.row.id for one in made], "unlisted": [o.row.holder for o in made if o.warnings]}


def _undo_post(work: Work, content: Content, result: Result) -> None:
    for row in result.get("rows", []):
        structure.unappoint(work, row)
    for row, before in result.get("ended", []):
        structure.unend_post(work, row, date.fromisoformat(before) if before else None)


def _keep_dues(work: Work, content: Content) -> Result:
    day = _begins(work, content)
    paid = [[one, structure.pay(work, one, content["year"], content["fen"], day)] for one in content["payers"]]
    return {"paid": paid}


def _undo_dues(work: Work, content: Content, result: Result) -> None:
    for membership_id, before in result["paid"]:
        structure.unpay(work, membership_id, content["year"], content["fen"], before)


def _keep_fact(work: Work, content: Content) -> Result:
    entry = {"value": content["value"], "since": content["since"] or work.today.isoformat()}
    entry |= {key: content[key] for key in ("by", "until") if content[key]}
    return {"entry": structure.state(work, content["org"], Fact(content["fact"]), entry)}


def _undo_fact(work: Work, content: Content, result: Result) -> None:
    structure.unstate(work, content["org"], Fact(content["fact"]), result["entry"])


def _keep_stay(work: Work, content: Content) -> Result:
    rows = stays.record(work, content["org"], content["officers"], content["spot"], *_days(content), content["visited"])
    return {"rows": [row.id for row in rows]}


def _undo_stay(work: Work, content: Content, result: Result) -> None:
    stays.take_back(work, result["rows"])


def _keep_model(work: Work, content: Content) -> Result:
    day, row = _begins(work, content), int(content["row"])
    if content["do"] == "end":
        before = model_homes.revoke(work, row, day)
    else:
        before = model_homes.recognise(work, row, day, content["by"])
    return {"row": row, "before": before, "now": model_homes.recorded(work, row)}


def _undo_model(work: Work, content: Content, result: Result) -> None:
    model_homes.put_back(work, result["row"], result["before"], result["now"])


_COMMITS: dict[str, Callable[[Work, Content], Result]] = {
    "point": _keep_lasting, "team": _keep_lasting, "post": _keep_post, "dues": _keep_dues, "fact": _keep_fact,
    "stay": _keep_stay, "model": _keep_model,
}  # fmt: skip
_UNDOES: dict[str, Callable[[Work, Content, Result], None]] = {
    "point": _undo_lasting, "team": _undo_lasting, "post": _undo_post, "dues": _undo_dues, "fact": _undo_fact,
    "stay": _undo_stay, "model": _undo_model,
}  # fmt: skip
