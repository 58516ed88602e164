"""A PostgreSQL server of the tests' own, started where its binaries are found, on a socket in its own folder only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MissingError(RuntimeError):
    """There is nothing to start a server with; the text says what is missing."""


class Server:
    """A running server."""

    def __init__(self, folder: Path, binaries: Path, as_user: list[str]) -> None:
        self.folder, self.binaries, self._as_user = folder, binaries, as_user

    def run(self, command: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the server's user."""
        subprocess.run(
            [*self._as_user, str(self.binaries / command), *arguments], check=True, capture_output=True, cwd="/"
        )

    def create(self, name: str) -> str:
        """A new empty database; its URL."""
        self.run("createdb", "-h", str(self.folder), "-U", "boai", name)
        return self.url(name)

    def url(self, name: str) -> str:
        """SQLAlchemy's URL of a database."""
        return f"postgresql+psycopg://boai@/{name}?host={self.folder}"


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[Server]:
    """A server for as long as the block runs. Raises MissingError. `durable`: write through to the disk."""
    binaries = _binaries()
    if binaries is None:
        raise MissingError("no PostgreSQL server binaries on this machine")
    as_user: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="boai-pg-", dir="/tmp"))  # short: the path of a socket is limited
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres" if _exists("postgres") else "nobody"
        if shutil.which("runuser") is None:
            raise MissingError("running as root without `runuser`: PostgreSQL needs another user")
        as_user = ["runuser", "-u", user, "--"]
        shutil.chown(folder, user)
    server = Server(folder, binaries, as_user)
    options = f"-k {folder} -c listen_addresses= -c fsync={'on' if durable else 'off'}"
    try:
        server.run(
            "initdb", "-D", f"{folder}/data", "-U", "boai", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        server.run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    """Where `initdb` is."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates += [Path(found).parent for found in [shutil.which("initdb")] if found]
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def _exists(user: str) -> bool:
    return subprocess.run(["id", user], capture_output=True, check=False).returncode == 0
