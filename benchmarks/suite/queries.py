"""Two questions to the tables, in four engines: python queries.py ENGINE QUESTION FOLDER.

Prints the number of rows of the answer and the sum of its counts, the same in all of them.

- ``years``: events a year by the kinds of the organisations in them, but for the SCO's own.
- ``speakers``: quotes by speaker and organisation mentioned.
"""

import os
import sys
from pathlib import Path

import psutil

SQL = {
    "years": """
        SELECT year(start_on) AS year, kind, count(DISTINCT event_id) AS number
        FROM events JOIN participants USING (event_id) JOIN organisations USING (organisation_id)
        WHERE kind <> 'sco-body' GROUP BY year(start_on), kind""",
    "speakers": """
        SELECT q.speaker_id, m.organisation_id, count(DISTINCT q.quote_id) AS number
        FROM quotes AS q JOIN quote_mentions AS m ON m.quote_id = q.quote_id
        WHERE m.organisation_id IS NOT NULL GROUP BY q.speaker_id, m.organisation_id""",
}
TABLES = {
    "events": ["event_id", "start_on"],
    "participants": ["event_id", "organisation_id"],
    "organisations": ["organisation_id", "kind"],
    "quotes": ["quote_id", "speaker_id"],
    "quote_mentions": ["quote_id", "organisation_id"],
}
"""The tables and columns that the questions need."""


def in_pandas(question: str, folder: Path) -> tuple[int, int]:
    """Answer with pandas, which reads the columns it needs and joins in memory."""
    import pandas as pd

    def read(table: str) -> pd.DataFrame:
        return pd.read_parquet(folder / f"{table}.parquet", columns=TABLES[table])

    if question == "years":
        kinds = read("organisations")
        kinds = kinds[kinds["kind"] != "sco-body"]
        joined = read("participants").merge(kinds, on="organisation_id")
        joined = joined[["event_id", "kind"]].drop_duplicates()
        joined = joined.merge(read("events"), on="event_id")
        years = pd.to_datetime(joined["start_on"]).dt.year
        counts = joined.groupby([years, "kind"], observed=True).size()
    else:
        mentions = read("quote_mentions").dropna(subset="organisation_id").drop_duplicates()
        joined = mentions.merge(read("quotes"), on="quote_id")
        counts = joined.groupby(["speaker_id", "organisation_id"], dropna=False).size()
    return len(counts), int(counts.sum())


def in_polars(question: str, folder: Path) -> tuple[int, int]:
    """Answer with polars, lazily and streaming."""
    import polars as pl

    def scan(table: str) -> pl.LazyFrame:
        return pl.scan_parquet(folder / f"{table}.parquet").select(TABLES[table])

    if question == "years":
        kinds = scan("organisations").filter(pl.col("kind").cast(pl.String) != "sco-body")
        joined = scan("participants").join(kinds, on="organisation_id")
        joined = joined.join(scan("events"), on="event_id")
        groups = [pl.col("start_on").dt.year().alias("year"), "kind"]
        counted = joined.group_by(groups).agg(pl.col("event_id").n_unique().alias("number"))
    else:
        mentions = scan("quote_mentions").filter(pl.col("organisation_id").is_not_null())
        joined = scan("quotes").join(mentions, on="quote_id")
        groups = ["speaker_id", "organisation_id"]
        counted = joined.group_by(groups).agg(pl.col("quote_id").n_unique().alias("number"))
    counts = counted.collect(engine="streaming")
    return counts.height, int(counts["number"].sum())


def in_duckdb(question: str, folder: Path) -> tuple[int, int]:
    """Answer with DuckDB, from the Parquet files."""
    import duckdb

    connection = duckdb.connect()
    for table in TABLES:
        connection.read_parquet(str(folder / f"{table}.parquet")).create_view(table)
    (row,) = connection.sql(_summed(question)).fetchall()
    return row[0], row[1]


def in_spark(question: str, folder: Path) -> tuple[int, int]:
    """Answer with Spark in local mode, which may take half of the memory for its heap."""
    heap = psutil.virtual_memory().total // 2**21
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--driver-memory {heap}m pyspark-shell"
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    for table in TABLES:
        session.read.parquet(str(folder / f"{table}.parquet")).createOrReplaceTempView(table)
    (row,) = session.sql(_summed(question)).collect()
    session.stop()
    return row[0], row[1]


def _summed(question: str) -> str:
    return f"SELECT count(*), CAST(sum(number) AS BIGINT) FROM ({SQL[question]})"


ENGINES = {"pandas": in_pandas, "DuckDB": in_duckdb, "polars": in_polars, "Spark": in_spark}

if __name__ == "__main__":
    print(*ENGINES[sys.argv[1]](sys.argv[2], Path(sys.argv[3], "data")))
