"""The set-up script finds what is there and says what to do when it is not."""

from pathlib import Path

import pytest

from deploy import setup

CPYTHON_310 = "#!/bin/sh\nexit 0\n"
SHIM = '#!/bin/sh\necho "pyenv: python3.10: command not found" >&2\nexit 127\n'


def executable(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine that has nothing."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BOAI_PYTHON310", raising=False)
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setattr(setup, "NLU", tmp_path / "nlu")
    monkeypatch.setattr(setup, "TOOLS", tmp_path / "tools")
    return tmp_path


def found(machine: Path) -> str | None:
    """What is found on the test's machine, not on the real one."""
    python = setup.find_python310()
    return python if python and Path(python).is_relative_to(machine) else None


def test_nothing_is_found_where_nothing_is(machine: Path) -> None:
    assert found(machine) is None
    assert setup.find_uv() is None


@pytest.mark.parametrize(
    "place",
    [
        "path/python3.10",
        "home/.pyenv/versions/3.10.14/bin/python3.10",
        "nlu/.venv/bin/python",
        "目录 with space/bin/python3.10",
    ],
)
def test_an_installed_python_is_found(monkeypatch: pytest.MonkeyPatch, machine: Path, place: str) -> None:
    python = executable(machine / place, CPYTHON_310)
    if "目录" in place:
        monkeypatch.setenv("BOAI_PYTHON310", str(python))
    assert found(machine) == str(python)


def test_a_shim_that_refuses_is_passed_over_for_pyenvs_own_version(machine: Path) -> None:
    executable(machine / "path" / "python3.10", SHIM)
    python = executable(machine / "home/.pyenv/versions/3.10.9/bin/python3.10", CPYTHON_310)
    assert found(machine) == str(python)


def test_a_folder_that_may_not_be_read_is_passed_over(monkeypatch: pytest.MonkeyPatch, machine: Path) -> None:
    def refuse(self: Path, pattern: str) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "glob", refuse)
    assert found(machine) is None


def test_the_named_python_comes_first(monkeypatch: pytest.MonkeyPatch, machine: Path) -> None:
    executable(machine / "path" / "python3.10", CPYTHON_310)
    monkeypatch.setenv("BOAI_PYTHON310", str(executable(machine / "mine", CPYTHON_310)))
    assert found(machine) == str(machine / "mine")


def test_a_python_of_another_version_is_not_taken() -> None:
    import sys

    assert setup.is_310(sys.executable) == (sys.version_info[:2] == (3, 10))
    assert not setup.is_310("")
    assert not setup.is_310("/nowhere/python3.10")


@pytest.mark.parametrize("place", ["path/uv", "home/.local/bin/uv", "home/.cargo/bin/uv", "tools/bin/uv"])
def test_uv_is_found(machine: Path, place: str) -> None:
    uv = executable(machine / place, "#!/bin/sh\nexit 0\n")
    assert setup.find_uv() == str(uv)


def test_without_any_python_3_10_the_three_ways_are_named(machine: Path) -> None:
    uv = executable(machine / "uv", "#!/bin/sh\nexit 1\n")
    with pytest.raises(SystemExit) as ended:
        setup.fetch_python310(str(uv))
    for way in ("uv python install", "pyenv install", "BOAI_PYTHON310"):
        assert way in str(ended.value.code)


def test_without_uv_and_pip_the_ways_are_named(monkeypatch: pytest.MonkeyPatch, machine: Path) -> None:
    pip = executable(machine / "python", "#!/bin/sh\necho one >&2\necho 'no network [Errno 1]' >&2\nexit 1\n")
    monkeypatch.setattr("sys.executable", str(pip))
    with pytest.raises(SystemExit) as ended:
        setup.install_uv()
    assert "pip install uv" in str(ended.value.code)
    assert "pipx install uv" in str(ended.value.code)


def test_a_failed_step_is_named() -> None:
    with pytest.raises(SystemExit) as ended:
        setup.run(["/bin/false", "sync"], Path("/"))
    assert "/bin/false sync" in str(ended.value.code)


def test_a_step_sees_no_other_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PYTHON"):
        monkeypatch.setenv(name, "elsewhere")
    setup.run(["/bin/sh", "-c", f"export -p > '{tmp_path}/seen'"], tmp_path)
    assert "elsewhere" not in (tmp_path / "seen").read_text()
