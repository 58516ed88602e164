"""A stand-in for TensorFlow, which Rasa imports for components that our pipeline does not use.

The import alone costs 8 s and 400 MB. `rasa train`, `rasa test` and `rasa shell` keep the real one.
"""

import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Optional, Sequence

RASA_VERSION = "3.6.21"
_ABSENT = ("tensorflow", "tensorflow_addons", "tensorflow_text", "tensorflow_hub", "keras")


class _Nothing(type):
    """A class whose every attribute is a class of nothing: enough for base classes, annotations and decorators."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _Nothing(name, (), {})

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and callable(args[0]) and not kwargs:  # used as a decorator
            return args[0]
        return super().__call__()

    def __getitem__(cls, item: Any) -> Any:
        return cls


class _NothingModule(ModuleType):
    """A module that has every attribute."""

    __path__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _Nothing(name, (), {})


class _Finder(MetaPathFinder, Loader):
    """Answers the import of TensorFlow. A component that really needs it fails when it is made."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Optional[ModuleSpec]:
        return ModuleSpec(name, self, is_package=True) if name.split(".")[0] in _ABSENT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _NothingModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


def install() -> None:
    """Put the stand-in in place; call before the first import of rasa.

    Raises RuntimeError for a Rasa version that it was not made for.
    """
    sys.meta_path.insert(0, _Finder())
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # it calls out, and its retries slow every start
    import rasa

    if rasa.__version__ != RASA_VERSION:
        raise RuntimeError(f"bot/nlu was made for Rasa {RASA_VERSION}, not {rasa.__version__}: read its entries again")
