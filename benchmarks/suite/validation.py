"""How long and in how much memory the package is validated, as it grows."""

import sys
from pathlib import Path

from suite.packages import WITHOUT_KEYS, package
from suite.results import Comparison
from suite.rounds import Contender, Limits, measure

TITLE = "Validation"
ABOUT = (
    "The whole package is validated: the real tables, and copies of them with fresh identifiers "
    "in which every key and rule holds. `sco-data validate` checks the schema, and all rules of "
    "this project on top; Frictionless checks the schema. It does so one file after the other "
    "even with `--parallel` where a table has foreign keys, as all ours do; so it is measured "
    "without these keys, too, where it checks less."
)
LIBRARIES = ["frictionless", "duckdb"]


def comparisons(limits: Limits, sizes: list[int], home: Path) -> list[Comparison]:
    """Measure our validation against that of Frictionless, by size."""
    found = []
    for times in sizes:
        enlarged = package(home, times)
        descriptor = str(enlarged.folder / "datapackage.json")
        without_keys = str(enlarged.folder / WITHOUT_KEYS)
        frictionless = [sys.executable, "-m", "frictionless", "validate"]
        contenders = [
            Contender("frictionless validate", [*frictionless, descriptor]),
            Contender(
                "sco-data validate",
                [str(Path(sys.executable).with_name("sco-data")), "validate", str(enlarged.folder)],
            ),
            Contender(
                "frictionless validate --parallel", [*frictionless, "--parallel", descriptor]
            ),
            Contender(
                "frictionless validate --parallel, no foreign keys",
                [*frictionless, "--parallel", without_keys],
            ),
        ]
        found.append(measure("all files", contenders, limits, enlarged))
    return found
