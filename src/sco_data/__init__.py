"""The external relations of the Shanghai Cooperation Organisation, as tables.

>>> import sco_data as sco
>>> events = sco.load("events")
>>> events.loc[events.event_id == "2018-07-12-moscow-consultations", "type"].item()
'consultations'

Every function is imported when it is first used, so that ``import sco_data`` costs next to
nothing and brings in neither pandas nor pyarrow.
"""

from importlib import import_module

TYPE_CHECKING = False  # type checkers take it for true; importing typing would cost more than all
if TYPE_CHECKING:
    from sco_data.citing import cite
    from sco_data.engines import connect, package
    from sco_data.errors import DamagedPackageError, MissingExtraError, UnknownNameError
    from sco_data.hydration.hydrating import hydrate
    from sco_data.integrity import verify
    from sco_data.loading import load, path, schema, tables

    __version__: str

_HOME = {
    "DamagedPackageError": "errors",
    "MissingExtraError": "errors",
    "UnknownNameError": "errors",
    "cite": "citing",
    "connect": "engines",
    "hydrate": "hydration.hydrating",
    "load": "loading",
    "package": "engines",
    "path": "loading",
    "schema": "loading",
    "tables": "loading",
    "verify": "integrity",
}

__all__ = [
    "DamagedPackageError",
    "MissingExtraError",
    "UnknownNameError",
    "__version__",
    "cite",
    "connect",
    "hydrate",
    "load",
    "package",
    "path",
    "schema",
    "tables",
    "verify",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("sco_data.descriptor").descriptor()["version"]
    if name not in _HOME:
        raise AttributeError(f"module 'sco_data' has no attribute {name!r}")
    return getattr(import_module(f"sco_data.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
