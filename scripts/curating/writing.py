"""Write the rows of a draft into their tables: all of them, or none."""

import csv
import io
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from curating.draft import Draft
from sco_data.canonical import sort_key, write_csv
from sco_data.files import replacing
from sco_data.validation import Problem, validate
from sco_data.versions import tables_of


class CannotAddError(ValueError):
    """A table is not as it must be for rows to be added."""


@contextmanager
def staged(folder: Path, draft: Draft) -> Iterator[Path]:
    """Give a copy of the package with the rows of a draft in it; it is removed afterwards.

    Raises
    ------
    CannotAddError
        If a table is not in canonical form, so that more than the new rows would change.
    """
    contents = _contents(folder, draft)
    with TemporaryDirectory(prefix="sco-data-") as name:
        copy = Path(name)
        shutil.copy(folder / "datapackage.json", copy)
        for resource in tables_of(draft.version.descriptor):
            target = copy / resource["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            if resource["path"] in contents:
                target.write_bytes(contents[resource["path"]])
            else:
                shutil.copy(folder / resource["path"], target)
        yield copy


def new_problems(folder: Path, copy: Path) -> list[Problem]:
    """Return what validation finds in the copy but not in the package."""
    after = validate(copy, built=False)
    if not after:
        return []
    before = Counter(map(_gist, validate(folder, built=False)))
    return [problem for problem in after if not _struck_off(before, problem)]


def write(folder: Path, copy: Path, draft: Draft) -> dict[str, int]:
    """Move the tables that have new rows from a valid copy into the package.

    All are written beside the old ones first, then renamed. If anything stops this, Ctrl-C and
    termination too, every file is as it was before.

    Returns
    -------
    dict of str to int
        Number of rows added by path of the table, relative to the package.

    Raises
    ------
    CannotAddError
        If somebody edited a table while the copy was validated.
    """
    for path, content in _contents(folder, draft).items():
        if content != (copy / path).read_bytes():
            raise CannotAddError(f"{path} was edited in this moment: do it again")
    tables = {r["path"]: len(draft.rows[r["name"]]) for r in tables_of(draft.version.descriptor)}
    paths = {path: count for path, count in tables.items() if count}
    old = {path: (folder / path).read_bytes() for path in paths}
    with _terminations_as_interrupts():
        try:
            with ExitStack() as stack:
                for path in paths:
                    temporary = stack.enter_context(replacing(folder / path))
                    temporary.write_bytes((copy / path).read_bytes())
        except BaseException:
            _restore(folder, old)
            raise
    return paths


def _contents(folder: Path, draft: Draft) -> dict[str, bytes]:
    """Return what the tables concerned will hold, by path."""
    contents = {}
    for resource in tables_of(draft.version.descriptor):
        rows = draft.rows[resource["name"]]
        if rows:
            # Read anew: somebody may have edited the table since the first question.
            text = (folder / resource["path"]).read_bytes().decode()
            header, *body = csv.reader(io.StringIO(text, newline=""))
            order = sort_key(resource["schema"])
            if write_csv([header, *sorted(body, key=order)]) != text:
                raise CannotAddError(
                    f"{resource['path']} is not in canonical form: run `python scripts/tidy.py`"
                )
            body += [[row[column] for column in header] for row in rows]
            contents[resource["path"]] = write_csv([header, *sorted(body, key=order)]).encode()
    return contents


def _gist(problem: Problem) -> tuple[str | None, ...]:
    """Return what is the same of a problem when rows have moved."""
    return (problem.file, problem.column, problem.id, problem.value, problem.rule)


def _struck_off(before: Counter[tuple[str | None, ...]], problem: Problem) -> bool:
    known = before[_gist(problem)] > 0
    before[_gist(problem)] -= known
    return known


def _restore(folder: Path, old: dict[str, bytes]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C must not stop this
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for path, content in old.items():
        if (folder / path).read_bytes() != content:
            with replacing(folder / path) as temporary:
                temporary.write_bytes(content)


@contextmanager
def _terminations_as_interrupts() -> Iterator[None]:
    """Let a polite request to end the program arrive as Ctrl-C does."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, interrupt) for one in signals]
    try:
        yield
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)
