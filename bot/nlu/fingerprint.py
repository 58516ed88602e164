"""What our components depend on besides their own source, for Rasa's training cache."""

import hashlib
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def fingerprint_of(*folders: Path) -> str:
    """Hash every file of `bot/text`, of this package and of `folders`."""
    digest = hashlib.sha256()
    for folder in (_ROOT / "text", _ROOT / "nlu", *folders):
        for path in sorted([*folder.glob("*.py"), *folder.glob("*.txt")]):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
