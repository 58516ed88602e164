"""Settings: the clock, the places."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.settings import PROJECT, TIMEZONE, Settings


@pytest.mark.parametrize(
    ("fixed", "now"),
    [
        ("2026-05-20T09:30:00", datetime(2026, 5, 20, 9, 30, tzinfo=TIMEZONE)),
        ("2026-05-20T01:30:00Z", datetime(2026, 5, 20, 9, 30, tzinfo=TIMEZONE)),
        ("2026-05-19T23:30:00-02:00", datetime(2026, 5, 20, 9, 30, tzinfo=TIMEZONE)),
        ("2026-05-20", datetime(2026, 5, 20, tzinfo=TIMEZONE)),
    ],
)
def test_the_clock_can_be_fixed(monkeypatch: pytest.MonkeyPatch, fixed: str, now: datetime) -> None:
    monkeypatch.setenv("BOAI_NOW", fixed)
    assert Settings().clock() == now
    assert Settings().clock().utcoffset() == timedelta(hours=8)


def test_the_clock_goes_by_shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOAI_NOW", raising=False)
    assert abs(Settings().clock() - datetime.now(UTC)) < timedelta(seconds=5)
    assert Settings().clock().utcoffset() == timedelta(hours=8)


def test_everything_lies_in_the_home_folder(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="", key_file=None)
    assert settings.database == f"sqlite:///{tmp_path}/boai.db"
    assert (settings.key_path, settings.logs, settings.run_state) == (
        tmp_path / "key",
        tmp_path / "log",
        tmp_path / "run.json",
    )


def test_each_place_can_be_chosen() -> None:
    settings = Settings(database_url="postgresql+psycopg://db/boai", key_file=Path("/k"))
    assert (settings.database, settings.key_path) == ("postgresql+psycopg://db/boai", Path("/k"))
    assert (PROJECT / "pyproject.toml").exists()


def test_the_clock_follows_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "now"
    monkeypatch.setenv("BOAI_NOW", "2026-05-20")
    monkeypatch.setenv("BOAI_NOW_FILE", str(file))
    settings = Settings()
    for said, day in (("2026-06-23T09:30:00+08:00\n", 23), ("2026-06-24T18:00:00Z", 25)):
        file.write_text(said, encoding="utf-8")
        assert settings.clock().day == day
    file.write_text("soon", encoding="utf-8")
    with pytest.raises(ValueError, match="soon"):
        settings.clock()
