"""Describe the SQLite file for Datasette: titles, columns, labels of keys, and facets."""

from typing import Any

from metadata_builder.package import Package
from sco_data.descriptor import with_schema

DATABASE = "sco-data"
"""What Datasette calls the file that `sco-data export --format sqlite` writes."""

LABELS = ("name", "title", "gist", "url")
"""Columns that tell people which row it is; the first that a table always fills is its label."""


def metadata(package: Package) -> dict[str, Any]:
    """Return what `datasette --metadata` reads: https://docs.datasette.io/en/stable/metadata.html."""
    tables = {
        resource["name"]: _table(with_schema(package, resource))
        for resource in package["resources"]
        if "schema" in resource or "view" in resource
    }
    licence = package["licenses"][0]
    return {
        "title": package["title"],
        "description": package["description"],
        "license": licence["title"],
        "license_url": licence["path"],
        "databases": {DATABASE: {"tables": tables}},
    }


def _table(resource: dict[str, Any]) -> dict[str, Any]:
    fields = resource["schema"]["fields"]
    enumerations = [field["name"] for field in fields if "categories" in field]
    # Datasette does not count the lists of a view rightly: its query makes SQLite find none.
    lists = [{"array": f["name"]} for f in fields if f["type"] == "list" and "view" not in resource]
    described = {
        "title": resource["title"],
        "description": resource["description"],
        "columns": {field["name"]: field["description"] for field in fields},
        "facets": [*enumerations, *lists],
    }
    required = [field["name"] for field in fields if field.get("constraints", {}).get("required")]
    labels = [name for name in LABELS if name in required]
    return described | ({"label_column": labels[0]} if labels else {})
