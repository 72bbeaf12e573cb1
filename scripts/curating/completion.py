"""Let a terminal edit the line that is typed, and complete it with the Tab key."""

from collections.abc import Iterable

try:
    import readline
except ImportError:  # Windows has its own line editing
    readline = None  # type: ignore[assignment]


def complete_by_tab(values: Iterable[str]) -> None:
    """Have the Tab key complete what is typed next to one of some values."""
    if readline is None:
        return
    names = list(values)

    def complete(begun: str, number: int) -> str | None:
        fitting = [name for name in names if name.startswith(begun)]
        return fitting[number] if number < len(fitting) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ;,")
    readline.parse_and_bind("bind ^I rl_complete" if _is_libedit() else "tab: complete")


def _is_libedit() -> bool:
    """Tell whether macOS has put another library in the place of readline."""
    return "libedit" in (readline.__doc__ or "")
