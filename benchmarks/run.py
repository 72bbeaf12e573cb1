"""Measure the library against bare libraries and peers, side by side.

python benchmarks/run.py                                   # everything, in about an hour
python benchmarks/run.py --only start --only warm          # some of it; the rest is kept
python benchmarks/run.py --only validation --sizes 1,10 --limit 3600 --repetitions 15
python benchmarks/run.py report                            # write the report anew from the samples
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import psutil
import typer
from suite import machine, results
from suite.report import ITEMS, page
from suite.rounds import ROOT, Limits

from sco_data.files import replacing

app = typer.Typer(help=__doc__.splitlines()[0], pretty_exceptions_enable=False)
ItemName = StrEnum("ItemName", {name: name for name in ITEMS})
File = Annotated[Path, typer.Option(help="The samples; the report is written beside them.")]
RESULTS = ROOT / "benchmarks" / "RESULTS.json"
PACKAGES = ROOT / "benchmarks" / "packages"


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(number) for number in text.split(",")})
    except ValueError:
        sizes = []
    if not sizes or not 1 <= sizes[0] <= sizes[-1] < 2**16:
        raise typer.BadParameter("numbers from 1 to 65535 with commas between them, as in 1,10,100")
    return sizes


@app.callback(invoke_without_command=True)
def measure(
    context: typer.Context,
    only: Annotated[list[ItemName] | None, typer.Option(help="An item; may be repeated.")] = None,
    sizes: Annotated[
        str, typer.Option(help="How many times the rows, for what is measured by size.")
    ] = "1,10,100,1000",
    repetitions: Annotated[int, typer.Option(min=1, help="Runs of each contender.")] = 7,
    limit: Annotated[float, typer.Option(min=0.1, help="Seconds that a run may take.")] = 300,
    budget: Annotated[
        float, typer.Option(min=0, help="Seconds that the runs of a contender may take together.")
    ] = 120,
    memory: Annotated[
        float | None, typer.Option(min=0.1, help="GiB that a run may take; default: 3/4 of all.")
    ] = None,
    packages: Annotated[
        Path, typer.Option(help="Where the enlarged packages are kept.")
    ] = PACKAGES,
    output: File = RESULTS,
) -> None:
    """Measure, keep the samples and write the report."""
    if context.invoked_subcommand:
        return
    wanted = _sizes(sizes)
    available = psutil.virtual_memory().total * 3 // 4
    limits = Limits(repetitions, limit, budget, int(memory * 2**30) if memory else available)
    kept = _read(output)
    for name, module in ITEMS.items():
        if only and name not in only:
            continue
        print(f"{module.TITLE}", file=sys.stderr)
        item = results.Item(
            measured_at=machine.now(),
            commit=machine.commit(),
            machine=machine.describe(),
            versions=machine.versions(module.LIBRARIES),
            repetitions=repetitions,
            limit_seconds=limit,
            limit_bytes=limits.memory,
            comparisons=module.comparisons(limits, wanted, packages.resolve()),
        )
        kept[name] = item
        results.write(output, kept)
    _report(output, kept)


@app.command()
def report(output: File = RESULTS) -> None:
    """Write the report anew from the samples."""
    _report(output, _read(output))


def _read(file: Path) -> results.Results:
    try:
        return results.read(file)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _report(samples: Path, kept: results.Results) -> None:
    from suite.chart import picture  # noqa: PLC0415 - heavy, and processes inherit its weight

    chart = samples.with_suffix(".svg")
    contents = {
        chart: picture(kept),
        samples.with_suffix(".md"): page(kept, samples.name, chart.name),
    }
    for file, content in contents.items():
        with replacing(file) as temporary:
            temporary.write_text(content, encoding="utf-8")
        print(f"Written: {file}")


if __name__ == "__main__":
    app()
