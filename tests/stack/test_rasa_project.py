"""The project as every Rasa user expects it: `rasa data validate`, `rasa test` and `rasa shell` work at the root."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.model import NLU_PYTHON, nlu_environment
from bot.settings import PROJECT

pytestmark = pytest.mark.rasa

RASA = NLU_PYTHON.with_name("rasa")

# Warnings of `rasa data validate` that are not faults of ours.
ALLOWED_WARNINGS = [
    r"DeprecationWarning|PendingDeprecationWarning|SyntaxWarning|FutureWarning",
    r"pkg_resources",
    r"entity extractor trained on your training data",  # Rasa knows its own extractors only; ours is bot.nlu.names
    r"The utterance 'utter_[a-z0-9_]+' is not used in any story or rule",  # actions say them; test_layout checks each
    r"ContextualWarning|SQLALCHEMY|MovedIn20Warning",
    r"The intent 'nlu_fallback' (is listed in the domain file|has no training examples)",
]


def _rasa(*arguments: str, say: str = "", seconds: int = 240) -> subprocess.CompletedProcess[str]:
    environment = {**nlu_environment(), "PYTHONWARNINGS": "always", "MPLBACKEND": "agg"}
    return subprocess.run(
        [str(RASA), *arguments],
        cwd=PROJECT, env=environment, input=say, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip


def test_data_validate_has_only_known_warnings() -> None:
    done = _rasa("data", "validate", "--fail-on-warnings")
    assert done.returncode == 0, done.stderr[-3000:]
    warnings = re.findall(r"UserWarning: (.+)", done.stdout + done.stderr)
    assert [w for w in warnings if not any(re.search(known, w) for known in ALLOWED_WARNINGS)] == []


def test_rasa_test_core(model: Path, tmp_path: Path) -> None:
    done = _rasa(
        "test", "core", "--model", str(model), "--stories", "tests/stories", "--out", str(tmp_path),
        "--fail-on-prediction-errors",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_rasa_shell_understands(model: Path) -> None:
    done = _rasa("shell", "nlu", "--model", str(model), say="社区怎么成立红十字会\n")
    assert '"name": "ask_policy"' in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]


def test_the_components_own_tests_pass_in_their_environment() -> None:
    """They need scikit-learn and python-crfsuite, and are skipped everywhere else."""
    done = subprocess.run(
        [str(NLU_PYTHON), "-m", "pytest", "-q", "--noconftest", "-c", os.devnull, "--rootdir", ".", "tests/nlu"],
        cwd=PROJECT, env=nlu_environment(), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_the_nlu_environment_is_given_no_secrets() -> None:
    os.environ["BOAI_DATABASE_URL"] = "sqlite:///secret.db"
    try:
        assert not [name for name in nlu_environment() if name.startswith("BOAI_")]
    finally:
        del os.environ["BOAI_DATABASE_URL"]


def test_stock_rasa_train_works_at_the_root(tmp_path: Path) -> None:
    # In a copy, so that the project's own models and cache stay as they are.
    for name in ("config.yml", "domain.yml", "data", "bot"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    done = subprocess.run(
        [str(RASA), "train", "--fixed-model-name", "stock"],
        cwd=tmp_path,
        env={**nlu_environment(), "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert (tmp_path / "models" / "stock.tar.gz").exists(), done.stderr[-2000:]
