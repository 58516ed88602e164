"""Learning whom a number counts: what a report allows each number, what is learnt, the files of the project."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.text import count_model, learn_counts, learn_types, type_model
from bot.text.learn_counts import of_marked, of_report
from bot.text.learning import weights_for
from bot.text.log_linear import LogLinear, write

P, V, B = "participants", "volunteers", "beneficiaries"
NOBODY = frozenset({""})


def report(text: str, **known: Any) -> dict[str, Any]:
    fields = {P: known.get("p"), V: known.get("v"), B: known.get("b")}
    return {"text": text, "fields": fields, **known.get("more", {})}


ALLOWED = [
    (report("来了45人，志愿者6人，折页80份", p=45, v=6), [{P}, {V}, {""}]),
    (report("学生20人，家长15人", p=35), [{P}, {P}]),
    (report("学员45人，发书45本", p=45), [{P}, {""}]),
    (report("5组，每组8人", p=40), [{""}, {P}]),
    (report("师傅4人", more={"either": [{"fields": [P, V], "value": 4}]}), [{P, V}]),
    (report("来了45人，另30人", p=45, more={"unscored": [B], "traps": {B: []}}), [{P}, {"", B}]),
    (report("来了45人，另30人", p=45, more={"unscored": [B], "traps": {B: [30]}}), [{P}, {""}]),
]


@pytest.mark.parametrize(("row", "allowed"), ALLOWED)
def test_what_a_report_allows_its_numbers(row: dict[str, Any], allowed: list[set[str]]) -> None:
    assert [set(roles) for roles in of_report(row, 1.0).allowed] == allowed


def test_a_marked_number_is_of_the_role_of_its_mark() -> None:
    found = of_marked("来了<45>P人，师傅<3>PV个，折页80份")
    assert found.text == "来了45人,师傅3个,折页80份"
    assert list(found.allowed) == [{P}, {P, V}, NOBODY]


def test_every_mark_of_the_project_stands_on_a_number_of_people() -> None:
    lines = (learn_counts.HERE / learn_counts.MARKED).read_text("utf-8").splitlines()
    unread = [
        line
        for line in lines
        if not line.startswith("#")
        and len(learn_counts._MARK.findall(line)) > sum(one != NOBODY for one in of_marked(line).allowed)
    ]
    assert unread == []


def test_what_is_learnt_is_said_again_of_what_was_not_seen(tmp_path: Path) -> None:
    seen = [["人", "来"], ["人", "到"], ["本", "发"], ["本", "送"]] * 5
    allowed = np.array([[True, False], [True, False], [False, True], [False, True]] * 5)
    names, weights = weights_for(seen, allowed, [1.0] * len(seen))
    write(tmp_path / "model.npz", names, weights)
    shares = LogLinear.read(tmp_path / "model.npz")([["人", "去"], ["本"], []])
    assert shares.argmax(axis=1)[:2].tolist() == [0, 1]
    assert shares[2].tolist() == [0.5, 0.5]


def test_a_row_that_allows_everything_teaches_nothing() -> None:
    names, weights = weights_for([["人"]] * 4, np.ones((4, 2), dtype=bool), [1.0] * 4)
    assert names == ["人"]
    assert not weights.any()


@pytest.mark.slow
@pytest.mark.parametrize(("learn", "model"), [(learn_types, type_model), (learn_counts, count_model)])
def test_the_files_are_what_is_learnt_from_the_project(
    learn: Any, model: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learn, "PATH", tmp_path / "model.npz")
    learn.main()
    with np.load(tmp_path / "model.npz") as made, np.load(model.PATH) as kept:
        assert str(made["names"]) == str(kept["names"])
        assert np.abs(made["weights"].astype(int) - kept["weights"]).max() <= 1
