"""The trained Rasa model: named after what went into it, trained when that has changed."""

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock

from bot.settings import PROJECT

NLU_PYTHON = PROJECT / "bot" / "nlu" / ".venv" / "bin" / "python"
MODELS = PROJECT / "models"
KEPT_MODELS = 3


class TrainingFailedError(Exception):
    """Rasa could not train; the message is the end of its log."""


def model_path() -> Path:
    """Where the model of the present inputs is, or will be."""
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(str(path.relative_to(PROJECT)).encode())
        digest.update(path.read_bytes())
    return MODELS / f"boai-{digest.hexdigest()[:12]}.tar.gz"


def ensure_model(log: Path, tell: Callable[[str], None]) -> Path:
    """The model of the present inputs, trained first when there is none. Raises TrainingFailedError.

    `tell` gets a line before a training, which takes about half a minute. Of two that ask at once, one trains and the
    other waits for it: Rasa's own cache does not bear two trainings.
    """
    path = model_path()
    if path.exists():
        return path
    MODELS.mkdir(exist_ok=True)
    with FileLock(MODELS / "training.lock"):
        if not path.exists():
            tell(str(path.name))
            train(path, log)
    return path


def train(path: Path, log: Path) -> None:
    """Train into `path`, logging to `log`; older models but the latest few are deleted. Raises TrainingFailedError."""
    MODELS.mkdir(exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(NLU_PYTHON), "-m", "bot.nlu.train", path.name.removesuffix(".tar.gz")]
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            command, cwd=PROJECT, env=nlu_environment(), stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0 or not path.exists():
        raise TrainingFailedError("\n".join(log.read_text(encoding="utf-8").splitlines()[-20:]))
    for old in sorted(MODELS.glob("boai-*.tar.gz"), key=lambda p: p.stat().st_mtime)[:-KEPT_MODELS]:
        old.unlink()


def nlu_environment(**extra: str) -> dict[str, str]:
    """The environment of a process in Rasa's world: only what it needs, no database URL, no keys."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": str(PROJECT),
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        **extra,
    }


def _inputs() -> Iterator[Path]:
    yield PROJECT / "config.yml"
    yield PROJECT / "domain.yml"
    yield PROJECT / "bot" / "nlu" / "uv.lock"
    for folder, pattern in (
        ("data/domain", "*.yml"),
        ("data/nlu", "*.yml"),
        ("data/rules", "*.yml"),
        ("data/lookup", "*.txt"),
        ("bot/nlu", "*.py"),
        ("bot/text", "*.py"),
    ):
        yield from sorted((PROJECT / folder).glob(pattern))
