"""Files of replies: for one account, unguessable, gone after a day."""

import os
import time
from pathlib import Path

import pytest

from bot.services.files import LIFE_SECONDS, Files, is_picture, title_of


def aged(path: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_a_file_is_found_by_its_own_account_alone(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    path = files.new("one", "会员名册-20261122")
    assert files.find("one", path.name) == path
    assert files.find("two", path.name) is None
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert title_of(path.name) == "会员名册-20261122.xlsx"
    assert files.new("one", "会员名册-20261122") != path


@pytest.mark.parametrize("name", ["../secret.xlsx", "secret.xlsx", "", ".", "a-" + "0" * 32 + ".xlsx", "%2e%2e/x"])
def test_nothing_else_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.xlsx").touch()
    assert Files(tmp_path / "files").find("one", name) is None


def test_a_title_makes_no_path(tmp_path: Path) -> None:
    path = Files(tmp_path / "files").new("one", "../../甲/乙\n")
    assert path.resolve().is_relative_to(tmp_path / "files")
    assert title_of(path.name) == "甲乙.xlsx"


def test_what_is_older_than_a_day_is_not_found_and_deleted(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    old, young = files.new("one", "旧"), files.new("two", "新")
    aged(old, LIFE_SECONDS + 60)
    aged(young, LIFE_SECONDS - 60)
    assert files.find("one", old.name) is None
    assert files.find("two", young.name) == young
    assert files.delete_old() == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_a_picture_is_known_by_its_ending_and_kept_like_any_file(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    path = files.new("one", "完成情况-20261122", "png")
    assert (title_of(path.name), is_picture(path.name)) == ("完成情况-20261122.png", True)
    assert files.find("one", path.name) == path
    assert files.find("two", path.name) is None
    assert not is_picture(files.new("one", "名册").name)
    aged(path, LIFE_SECONDS + 60)
    assert files.delete_old() == 1
