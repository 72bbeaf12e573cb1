"""How long a call takes in a process that has made it before."""

from pathlib import Path

import sco_data as sco
from sco_data import descriptor
from suite.results import Comparison
from suite.rounds import Contender, Limits, measure, python

TITLE = "Warm"
ABOUT = (
    "A call in a process that has made it before; each sample is the median of five batches of "
    "calls in a process of its own. The floor is the bare library, given the path."
)
LIBRARIES = ["pandas", "pyarrow", "polars", "duckdb"]
BATCHES = """
import statistics, sys, timeit
timer = timeit.Timer(sys.argv[2], sys.argv[1])
timer.timeit(1)
calls = max(1, round(0.05 / timer.timeit(1)))
print(statistics.median(timer.repeat(5, calls)) / calls)
"""
OURS = "import sco_data as sco"
READ = {
    "pandas": "import pandas",
    "arrow": "import pyarrow.parquet",
    "polars": "import polars",
}
CALLS = {
    "load, pandas": ("pandas", 'sco.load("events")', "pandas.read_parquet({events!r})"),
    "load, arrow": (
        "arrow",
        'sco.load("events", engine="arrow")',
        "pyarrow.parquet.ParquetFile({events!r}).read()",
    ),
    "load, polars": (
        "polars",
        'sco.load("events", engine="polars")',
        "polars.read_parquet({events!r})",
    ),
    "two columns, pandas": (
        "pandas",
        'sco.load("events", columns=["event_id", "title"])',
        'pandas.read_parquet({events!r}, columns=["event_id", "title"])',
    ),
    "two columns, arrow": (
        "arrow",
        'sco.load("events", columns=["event_id", "title"], engine="arrow")',
        'pyarrow.parquet.ParquetFile({events!r}).read(columns=["event_id", "title"])',
    ),
    "filter, pandas": (
        "pandas",
        'sco.load("quotes", filters=[("language", "==", "en")])',
        'pandas.read_parquet({quotes!r}, filters=[("language", "==", "en")])',
    ),
    "filter, arrow": (
        "arrow",
        'sco.load("quotes", filters=[("language", "==", "en")], engine="arrow")',
        'pyarrow.parquet.read_table({quotes!r}, filters=[("language", "==", "en")])',
    ),
}
"""By comparison: the engine, our call and the bare one."""

CONNECT = """
import duckdb
def connect():
    connection = duckdb.connect()
    for name, file in {files!r}.items():
        connection.execute(f"CREATE VIEW {{name}} AS FROM read_parquet('{{file}}')")
    return connection
"""
JOIN = """
    SELECT speakers.name, organisations.name, count(*) FROM quotes
    JOIN speakers USING (speaker_id)
    JOIN quote_mentions USING (quote_id)
    JOIN organisations ON organisations.organisation_id = quote_mentions.organisation_id
    GROUP BY ALL ORDER BY ALL"""


def comparisons(limits: Limits, sizes: list[int], home: Path) -> list[Comparison]:
    """Measure loads, connections and a join."""
    files = {
        table: str(sco.path(table, format="parquet"))
        for table in [*descriptor.table_names(), *descriptor.view_names()]
    }
    found = []
    for name, (engine, ours, bare) in CALLS.items():
        contenders = [
            _contender(bare.split("(")[0], READ[engine], bare.format(**files)),
            _contender("sco.load", OURS, ours),
        ]
        found.append(measure(name, contenders, limits))
    bare = CONNECT.format(files=files)
    found.append(
        measure(
            "connect",
            [
                _contender("duckdb.connect, views by hand", bare, "connect().close()"),
                _contender("sco.connect", OURS, "sco.connect().close()"),
            ],
            limits,
        )
    )
    query = f"connection.execute('''{JOIN}''').fetchall()"
    found.append(
        measure(
            "join of four tables",
            [
                _contender("duckdb, views by hand", f"{bare}\nconnection = connect()", query),
                _contender("sco.connect", f"{OURS}\nconnection = sco.connect()", query),
            ],
            limits,
        )
    )
    return found


def _contender(name: str, setup: str, call: str) -> Contender:
    return Contender(name, python(BATCHES, setup, call), times_itself=True)
