"""How engines answer questions to tables of many times the rows."""

import sys
from pathlib import Path

from suite import queries
from suite.packages import package
from suite.results import Comparison
from suite.rounds import Contender, Limits, measure

TITLE = "Scale-out"
ABOUT = (
    "Two questions in a fresh process, from start to answer: events a year by kind of partner, "
    "and quotes by speaker and organisation mentioned. All engines must give the same answer. "
    "Spark runs in local mode; much of its time is the start of the Java virtual machine."
)
LIBRARIES = ["pandas", "pyarrow", "duckdb", "polars", "pyspark"]
QUESTIONS = {
    "years": "events a year by partner kind",
    "speakers": "quotes by speaker and organisation",
}


def comparisons(limits: Limits, sizes: list[int], home: Path) -> list[Comparison]:
    """Measure every engine with every question, by size."""
    found = []
    for times in sizes:
        enlarged = package(home, times)
        for question, name in QUESTIONS.items():
            contenders = [
                Contender(
                    engine,
                    [sys.executable, queries.__file__, engine, question, str(enlarged.folder)],
                )
                for engine in queries.ENGINES
            ]
            found.append(measure(name, contenders, limits, enlarged, same_answer=True))
    return found
