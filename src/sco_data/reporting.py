"""Show what a validation found: to people, to programs, to GitHub."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from sco_data.validation import Problem, validate_by_file, verdict


def check(folder: Path, *, built: bool = True, format: str = "text") -> bool:
    """Validate the Data Package in a folder and print what was found.

    Parameters
    ----------
    folder : pathlib.Path
        Where ``datapackage.json`` lies.
    built : bool
        Whether what the build makes is checked too: Parquet files, sizes and hashes.
    format : {"text", "json", "github"}
        ``"text"`` for people, ``"json"`` for programs, ``"github"`` for annotations in a
        GitHub workflow.

    Returns
    -------
    bool
        Whether the package is valid.

    Raises
    ------
    MissingExtraError
        If Frictionless is not installed (extra ``validate``).

    Examples
    --------
    >>> from sco_data import descriptor
    >>> check(descriptor.root())
    valid: ... files, no problem
    True
    """
    files = []
    problems = []
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Validating", total=None)
        for file, found in validate_by_file(folder, built=built):
            progress.update(task, description=f"Validated {file}", advance=1)
            files.append(file)
            problems += found
    _PRINTERS[format](problems, verdict(problems, len(files)))
    return not problems


def print_problems(problems: list[Problem], conclusion: str) -> None:
    """Print problems for people: place, what is wrong, how to mend it.

    Parameters
    ----------
    problems : list of Problem
        What was found.
    conclusion : str
        The last line.

    Examples
    --------
    >>> print_problems([], "valid")
    valid
    """
    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        console.print(f"[bold]{escape(_place(problem))}[/bold]  {problem.rule}")
        console.print(f"  {escape(_finding(problem))}")
        console.print(f"  [green]Mend:[/green] {escape(problem.mend)}")
    console.print(f"[{'red' if problems else 'green'}]{conclusion}[/]")


def _print_json(problems: list[Problem], conclusion: str) -> None:
    report = {
        "valid": not problems,
        "verdict": conclusion,
        "problems": [asdict(problem) for problem in problems],
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


def _print_github(problems: list[Problem], conclusion: str) -> None:
    """Print workflow commands: https://docs.github.com/actions, "Setting an error message"."""
    for problem in problems:
        place = f"file={_property(problem.file)}" + (f",line={problem.row}" if problem.row else "")
        title = _property(f"{problem.rule} {problem.column or ''}".strip())
        print(f"::error {place},title={title}::{_data(f'{_finding(problem)} {problem.mend}')}")
    print(conclusion)


def _place(problem: Problem) -> str:
    parts = [problem.file]
    if problem.row:
        parts.append(f"row {problem.row}")
    if problem.column:
        parts.append(f"column {problem.column}")
    return ", ".join(parts) + (f" ({problem.id})" if problem.id else "")


def _finding(problem: Problem) -> str:
    return f"{problem.value!r} {problem.message}" if problem.value else problem.message


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_PRINTERS: dict[str, Callable[[list[Problem], str], None]] = {
    "text": print_problems,
    "json": _print_json,
    "github": _print_github,
}
