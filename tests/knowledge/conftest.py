"""Two knowledge folders: the real one and a small made-up world whose cards no one else changes."""

import shutil
from pathlib import Path

import pytest

from bot.knowledge import Knowledge

HERE = Path(__file__).parent
REAL = HERE.parents[1] / "knowledge"


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "knowledge"
    shutil.copytree(HERE / "world", folder)
    for name in ("lexicon.yml", "places.yml", "phrases.yml", "ranking.yml"):
        shutil.copy(REAL / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def world(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return Knowledge.load(world_folder, semantic=False, cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def real(pytestconfig: pytest.Config) -> Knowledge:
    cache = getattr(pytestconfig, "cache", None)  # absent with -p no:cacheprovider
    return Knowledge.load(REAL, cache=Path(str(cache.mkdir("policy"))) if cache else None)
