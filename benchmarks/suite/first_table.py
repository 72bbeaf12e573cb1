"""How long a fresh process takes to its first table."""

from pathlib import Path

import sco_data as sco
from suite.results import Comparison
from suite.rounds import Contender, Limits, measure, python

TITLE = "First table"
ABOUT = (
    "A fresh process imports the library and loads a table. The floor is the bare library of each "
    "engine that reads the same Parquet file, given its path."
)
LIBRARIES = [
    "pandas",
    "pyarrow",
    "polars",
    "vega_datasets",
    "palmerpenguins",
    "pycountry",
    "country_converter",
]
FLOORS = {
    "pandas": {"pandas.read_parquet": "import pandas; pandas.read_parquet({file!r})"},
    "arrow": {
        "pyarrow.parquet.ParquetFile": (
            "import pyarrow.parquet; pyarrow.parquet.ParquetFile({file!r}).read()"
        ),
        "pyarrow.parquet.read_table": (
            "import pyarrow.parquet; pyarrow.parquet.read_table({file!r})"
        ),
    },
    "polars": {"polars.read_parquet": "import polars; polars.read_parquet({file!r})"},
}
PEERS = {
    "vega_datasets": "from vega_datasets import data; data.cars()",
    "palmerpenguins": "import palmerpenguins; palmerpenguins.load_penguins()",
    "pycountry": "import pycountry; [dict(country) for country in pycountry.countries]",
    "country_converter": "import country_converter; country_converter.CountryConverter().data",
}


def comparisons(limits: Limits, sizes: list[int], home: Path) -> list[Comparison]:
    """Measure the first table of each engine against its floor, and against peers."""
    file = str(sco.path("events", format="parquet"))
    found = []
    for engine, floors in FLOORS.items():
        code = f'import sco_data as sco; sco.load("events", engine="{engine}")'
        contenders = [
            Contender(name, python(floor.format(file=file))) for name, floor in floors.items()
        ]
        contenders.insert(1, Contender("sco.load", python(code)))
        found.append(measure(engine, contenders, limits))
    ours = Contender("sco_data", python('import sco_data as sco; sco.load("states")'))
    peers = [Contender(name, python(code)) for name, code in PEERS.items()]
    return [*found, measure("peers", [ours, *peers], limits)]
