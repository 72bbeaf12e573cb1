"""Spark, in local mode, reads every Parquet file with the right types and all its rows."""

import doctest
import os
import re
import shutil
from pathlib import Path

import pytest

import sco_data as sco
from sco_data import descriptor

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
ALL = [*descriptor.table_names(), *descriptor.view_names()]
TYPES = {
    "date": "date",
    "integer": "bigint",
    "list": "array<string>",
    "number": "double",
    "string": "string",
}

pytestmark = pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ,
    reason="Spark needs Java, which is not installed (on Debian: default-jre-headless)",
)


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.codegen.wholeStage", "false")  # compiling costs more than it saves
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.parametrize("table", ALL)
def test_spark_reads_every_row_with_its_types(spark, table):
    frame = spark.read.parquet(str(sco.path(table, format="parquet")))
    fields = descriptor.fields(table)
    assert dict(frame.dtypes) == {name: TYPES[field["type"]] for name, field in fields.items()}
    rows = [row.asDict() for row in frame.collect()]
    assert rows == sco.load(table, engine="arrow").to_pylist()


def test_what_the_guide_says_of_spark(spark, monkeypatch):
    monkeypatch.chdir(GUIDE.parent.parent)
    (block,) = re.findall(r"^```py\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.M)
    example = doctest.DocTestParser().get_doctest(block, {}, "spark", str(GUIDE), 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0
