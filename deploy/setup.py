"""Sets the project up on a machine that has only git, make and a Python >= 3.11. Standard library only.

Brings uv when it is missing, finds or fetches CPython 3.10 for Rasa, installs both locks. Run by
the Makefile.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
NLU = PROJECT / "bot" / "nlu"
TOOLS = PROJECT / ".tools"
UV_VERSION = "0.13.9"

NO_PYTHON_310 = """
没有找到 Python 3.10。理解引擎 Rasa 只能在 3.10 上运行（其余部分用您现有的 Python）。任选一种办法后再运行一次：
  1. 让 uv 下载：需要能访问外网，运行 uv python install 3.10
  2. 用 pyenv 安装：pyenv install 3.10
  3. 用系统自带的：装好 python3.10，或用 BOAI_PYTHON310=/路径/python3.10 指明位置
"""
NO_UV = """
没有装成 uv（{error}）。任选一种办法后再运行一次：
  1. pip install uv   2. pipx install uv   3. 按 uv 官网说明安装，使命令 uv 在 PATH 里
"""


def main() -> None:
    """Set up what is asked for; says each step and what came of it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--no-dev", action="store_true", help="without what only the tests need")
    dev = [] if not arguments.parse_args().no_dev else ["--no-dev"]
    uv = find_uv() or install_uv()
    say("主环境（3.11+）：安装依赖……")
    run([uv, "sync", "--locked", "--extra", "postgresql", *dev, "--python", sys.executable], PROJECT)
    python = find_python310() or fetch_python310(uv)
    say(f"理解引擎环境（3.10，{python}）：安装依赖……")
    run([uv, "sync", "--locked", *dev, "--python", python], NLU)
    say("环境已就绪。")


def say(text: str) -> None:
    """One line of progress."""
    print(f"· {text}", flush=True)


def run(command: list[str], folder: Path) -> None:
    """Run a step; when it fails, end with its exit code (its own words are on the screen)."""
    environment = {
        k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PYTHON")
    }
    done = subprocess.run(command, cwd=folder, env=environment, check=False)
    if done.returncode:
        sys.exit(f"这一步没有成功：{' '.join(command)}")


def find_uv() -> str | None:
    """uv on the PATH, where its installer puts it, or ours."""
    home = Path.home()
    places = [shutil.which("uv"), home / ".local" / "bin" / "uv", home / ".cargo" / "bin" / "uv", TOOLS / "bin" / "uv"]
    return next((str(p) for p in places if p and works([str(p), "--version"])), None)


def install_uv() -> str:
    """Install uv into the project's own .tools with the pip of this Python; ends with advice when that fails."""
    say("没有 uv，正在安装……")
    with tempfile.TemporaryDirectory() as scratch:
        commands = [
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), f"uv=={UV_VERSION}"],
            # Debian's Python has no pip of its own, but can often make an environment that has one.
            [sys.executable, "-m", "venv", scratch],
            [f"{scratch}/bin/python", "-m", "pip", "install", "--quiet", "--target", str(TOOLS), f"uv=={UV_VERSION}"],
        ]
        errors = [done.stderr for done in (quietly(command) for command in commands) if done.returncode]
    uv = TOOLS / "bin" / "uv"
    if not works([str(uv), "--version"]):
        sys.exit(NO_UV.format(error=["pip", *"\n".join(errors).splitlines()][-1]))
    return str(uv)


def find_python310() -> str | None:
    """A CPython 3.10 that answers: named by BOAI_PYTHON310, on the PATH, or among pyenv's versions.

    pyenv's versions are asked directly: its shims refuse until a version is named.
    """
    return next((str(python) for python in candidates() if is_310(str(python))), None)


def candidates() -> Iterator[str | Path]:
    """Where a Python 3.10 may be, the likeliest first."""
    yield os.environ.get("BOAI_PYTHON310", "")
    yield NLU / ".venv" / "bin" / "python"
    yield from (Path(folder) / "python3.10" for folder in os.environ.get("PATH", "").split(os.pathsep) if folder)
    for root in (os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv", "/opt/pyenv", "/usr/local/pyenv"):
        if root:
            # A folder of somebody else's that may not be read is no Python of ours.
            with contextlib.suppress(PermissionError):
                yield from sorted(Path(root, "versions").glob("3.10*/bin/python3.10"), reverse=True)
    yield from (Path(folder, "python3.10") for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"))


def is_310(python: str) -> bool:
    """Whether it runs and is CPython 3.10."""
    check = "import sys; sys.exit(sys.implementation.name != 'cpython' or sys.version_info[:2] != (3, 10))"
    return bool(python) and works([python, "-c", check])


def fetch_python310(uv: str) -> str:
    """Let uv find or download one; ends with the three ways when it cannot."""
    say("没有现成的 Python 3.10，让 uv 下载……")
    quietly([uv, "python", "install", "3.10"])
    found = quietly([uv, "python", "find", "3.10"])
    python = found.stdout.strip()
    if found.returncode or not is_310(python):
        sys.exit(NO_PYTHON_310)
    return python


def works(command: list[str]) -> bool:
    """Whether the command can be run and succeeds."""
    return quietly(command).returncode == 0


def quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run and keep the output; a command that is not there counts as failed."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


if __name__ == "__main__":
    main()
