"""Make what others find and cite the package by: the folder metadata/, CITATION.cff, .zenodo.json.

python scripts/build_metadata.py            # writes what is out of date
python scripts/build_metadata.py --check    # only tells whether they are up to date
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generated import run
from metadata_builder import croissant, datasette, dcat, deposit, schema_org
from metadata_builder.package import read


def documents(folder: Path) -> dict[Path, str]:
    """Return the content of every metadata file of the package in a folder."""
    package = read(folder)
    return {
        folder / "CITATION.cff": deposit.citation_file(package),
        folder / ".zenodo.json": deposit.zenodo(package),
        folder / "metadata" / "dataset.jsonld": _json(schema_org.dataset(folder)),
        folder / "metadata" / "dcat.ttl": dcat.catalogue(folder).serialize(format="turtle"),
        folder / "metadata" / "croissant.json": _json(croissant.description(folder)),
        folder / "metadata" / "datasette.json": _json(datasette.metadata(package)),
    }


def outdated(folder: Path) -> dict[Path, Callable[[], str]]:
    """Return for each file that is out of date how to make its content."""
    return {
        file: lambda text=text: text
        for file, text in documents(folder).items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    }


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(run(outdated, __doc__))
