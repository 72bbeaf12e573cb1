"""What was measured, as it is kept in RESULTS.json: every sample, nothing derived from them."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sco_data.files import replacing


@dataclass(frozen=True)
class Sample:
    """One run: seconds or bytes, and what else was seen of the process."""

    value: float
    cpu_seconds: float | None = None
    peak_bytes: int | None = None


@dataclass(frozen=True)
class Failure:
    """Why a contender was not measured (any more): it is a result, too."""

    kind: str
    """``time`` or ``memory`` (it passed the limit), or ``error``."""
    seconds: float
    peak_bytes: int | None = None
    message: str = ""

    def __str__(self) -> str:
        if self.kind == "time":
            return f"gave up after {self.seconds:,.0f} s"
        if self.kind == "memory":
            return f"gave up at {(self.peak_bytes or 0) / 2**30:.1f} GiB"
        return f"failed: {self.message}"


@dataclass
class Outcome:
    """What one contender did."""

    name: str
    samples: list[Sample] = field(default_factory=list)
    failure: Failure | None = None

    @property
    def median(self) -> float | None:
        """The median of what was measured."""
        return statistics.median(s.value for s in self.samples) if self.samples else None

    @property
    def lasted(self) -> float | None:
        """The median; of one that was stopped for its time, how long it had been given."""
        if self.median is None and self.failure and self.failure.kind == "time":
            return self.failure.seconds
        return self.median

    @property
    def quartiles(self) -> tuple[float, float] | None:
        """The lower and the upper quartile; the extremes of fewer than four samples."""
        values = sorted(sample.value for sample in self.samples)
        if len(values) < 4:
            return (values[0], values[-1]) if values else None
        lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
        return lower, upper

    @property
    def peak_bytes(self) -> int | None:
        """The median of the peaks of memory; of a contender that gave up, what it had taken."""
        peaks = [sample.peak_bytes for sample in self.samples if sample.peak_bytes]
        if peaks:
            return round(statistics.median(peaks))
        return self.failure.peak_bytes if self.failure else None


@dataclass
class Comparison:
    """Contenders that did the same; the first is what the others are measured by."""

    name: str
    outcomes: list[Outcome]
    times: int = 1
    """How many times the rows of the real tables."""
    rows: int | None = None
    """How many rows these are in all tables."""
    unit: str = "s"
    """``s`` for seconds or ``B`` for bytes."""

    def outcome(self, contender: str) -> Outcome | None:
        """Return what a contender did, if it took part."""
        return next((outcome for outcome in self.outcomes if outcome.name == contender), None)


@dataclass
class Item:
    """The comparisons of one item, all measured one after the other."""

    measured_at: str
    commit: str
    machine: dict[str, Any]
    versions: dict[str, str | None]
    repetitions: int
    limit_seconds: float
    limit_bytes: int
    comparisons: list[Comparison]


Results = dict[str, Item]


def read(file: Path) -> Results:
    """Read results; none if there is no file.

    Raises
    ------
    ValueError
        If the file holds something else.
    """
    if not file.exists():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {name: _item(item) for name, item in content["items"].items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{file} does not hold results of these benchmarks: {error!r}") from error


def write(file: Path, results: Results) -> None:
    """Write results, whole or not at all."""
    content = {"items": {name: asdict(item) for name, item in results.items()}}
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as temporary:
        temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _item(content: dict[str, Any]) -> Item:
    comparisons = [_comparison(comparison) for comparison in content["comparisons"]]
    return Item(**content | {"comparisons": comparisons})


def _comparison(content: dict[str, Any]) -> Comparison:
    outcomes = [
        Outcome(
            name=outcome["name"],
            samples=[Sample(**sample) for sample in outcome["samples"]],
            failure=Failure(**outcome["failure"]) if outcome["failure"] else None,
        )
        for outcome in content["outcomes"]
    ]
    return Comparison(**content | {"outcomes": outcomes})
