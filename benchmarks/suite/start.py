"""How long Python takes to start with the library imported."""

from pathlib import Path

from suite.results import Comparison
from suite.rounds import Contender, Limits, measure, python

TITLE = "Start"
ABOUT = "`python -c 'import …'` in a fresh process, against `python -c pass`."
PEERS = ["vega_datasets", "palmerpenguins", "pycountry", "country_converter"]
LIBRARIES = ["pandas", *PEERS]


def comparisons(limits: Limits, sizes: list[int], home: Path) -> list[Comparison]:
    """Measure the start of Python, alone and with a library."""
    imports = [Contender(name, python(f"import {name}")) for name in ["sco_data", *PEERS]]
    return [measure("import", [Contender("python -c pass", python("pass")), *imports], limits)]
