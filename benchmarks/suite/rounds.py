"""Measure contenders in turn, round by round: what slows the machine down hits them all."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from suite import processes
from suite.packages import Package
from suite.results import Comparison, Failure, Outcome

ROOT = Path(__file__).resolve().parents[2]
NO_WARM_UP = 5
"""A run of more seconds than these counts from the first: being warm makes no difference to it."""


@dataclass(frozen=True)
class Limits:
    """How often and how long is measured.

    Attributes
    ----------
    repetitions
        Runs of each contender.
    seconds
        What a run may take.
    seconds_in_all
        What the runs of a contender in one comparison may take together, but for its first.
    memory
        Bytes that the processes of a run may take together.
    """

    repetitions: int
    seconds: float
    seconds_in_all: float
    memory: int


@dataclass(frozen=True)
class Contender:
    """A command that is measured.

    Attributes
    ----------
    name
        How the report calls it.
    command
        Run in a process of its own, in the checkout.
    prepare
        Called before every run, and not measured.
    times_itself
        Whether the command prints the seconds it measured, as its last line; else the time of
        its process counts.
    """

    name: str
    command: list[str]
    prepare: Callable[[], object] = lambda: None
    times_itself: bool = False


def python(code: str, *arguments: str) -> list[str]:
    """Return the command that runs a piece of Python in a fresh process."""
    return [sys.executable, "-c", code, *arguments]


def measure(
    name: str,
    contenders: list[Contender],
    limits: Limits,
    package: Package | None = None,
    *,
    same_answer: bool = False,
) -> Comparison:
    """Measure contenders; the first is what the others are measured by.

    Parameters
    ----------
    name
        Of the comparison.
    contenders
        What to run.
    limits
        How often and how long.
    package
        The enlarged package that it is measured with, if any.
    same_answer
        Whether all must print the same; one that does not has failed.
    """
    times, rows = (package.times, package.rows) if package else (1, None)
    outcomes = {contender.name: Outcome(contender.name) for contender in contenders}
    answer: str | None = None
    for turn in range(limits.repetitions + 1):
        shift = turn % len(contenders)
        for contender in contenders[shift:] + contenders[:shift]:
            outcome = outcomes[contender.name]
            if _is_done(outcome, limits):
                continue
            run = _run(contender, limits)
            if run.sample and same_answer:
                answer = answer or run.printed
                run = _checked(run, answer)
            outcome.failure = run.failure
            if run.sample and (turn or run.sample.value > NO_WARM_UP):
                outcome.samples.append(run.sample)
            print(f"  {name} ×{times}: {contender.name}: {_told(run)}", file=sys.stderr)
    return Comparison(name, list(outcomes.values()), times, rows)


def _is_done(outcome: Outcome, limits: Limits) -> bool:
    if outcome.failure or len(outcome.samples) >= limits.repetitions:
        return True
    spent = sum(sample.value for sample in outcome.samples)
    return bool(outcome.samples) and spent + spent / len(outcome.samples) > limits.seconds_in_all


def _run(contender: Contender, limits: Limits) -> processes.Run:
    contender.prepare()
    run = processes.run(
        contender.command,
        folder=ROOT,
        limit_seconds=limits.seconds,
        limit_bytes=limits.memory,
    )
    if contender.times_itself and run.sample:
        printed = run.printed.split()
        return replace(run, sample=replace(run.sample, value=float(printed[-1])))
    return run


def _checked(run: processes.Run, answer: str) -> processes.Run:
    if run.printed == answer:
        return run
    message = f"it answers {run.printed.strip()}, another {answer.strip()}"
    return processes.Run(run.printed, failure=Failure("error", 0, message=message))


def _told(run: processes.Run) -> str:
    return str(run.failure) if run.failure else f"{run.sample.value:.4g} s" if run.sample else ""
