"""The package in Croissant, from which machine learning tools load the tables."""

import datetime
from pathlib import Path
from typing import Any

import mlcroissant as mlc

from metadata_builder.package import Package, read, tables
from sco_data import bibliography

DATA_TYPES = {
    "boolean": mlc.DataType.BOOL,
    "date": mlc.DataType.DATE,
    "integer": mlc.DataType.INTEGER,
    "number": mlc.DataType.FLOAT,
    "string": mlc.DataType.TEXT,
}
ENCODINGS = {
    # The registered name, and the older one by which mlcroissant knows the format
    "application/vnd.apache.parquet": ["application/x-parquet", "application/vnd.apache.parquet"],
}


def description(folder: Path) -> dict[str, Any]:
    """Describe the package in a folder, with a record set a table or view, as JSON-LD.

    The files are named by their path from the folder ``metadata``, so that the tables load from
    a copy of the package wherever it lies.
    """
    package = read(folder)
    described = mlc.Metadata(
        ctx=mlc.Context(conforms_to="http://mlcommons.org/croissant/1.1"),
        name=package["name"],
        description=f"{package['title']}. {package['description']}",
        url=package.get("homepage"),
        version=package["version"],
        date_published=datetime.datetime.fromisoformat(package["created"][:10]),
        license=[licence["path"] for licence in package["licenses"]],
        creators=[mlc.Organization(name=person["title"]) for person in package["contributors"]],
        keywords=package["keywords"],
        in_language=["en"],
        cite_as=bibliography.write([bibliography.dataset(package)], "bibtex"),
        distribution=[_file(resource) for resource in package["resources"]],
        record_sets=[_record_set(package, table) for table in tables(package)],
    )
    content: dict[str, Any] = described.to_json()
    return content


def _file(resource: dict[str, Any]) -> mlc.FileObject:
    return mlc.FileObject(
        id=resource["path"],
        name=Path(resource["path"]).name,
        description=resource["description"],
        content_url=f"../{resource['path']}",
        content_size=f"{resource['bytes']} B",
        encoding_formats=ENCODINGS.get(resource["mediatype"], [resource["mediatype"]]),
        sha256=resource["hash"].removeprefix("sha256:"),
    )


def _record_set(package: Package, table: dict[str, Any]) -> mlc.RecordSet:
    name, schema = table["name"], table["schema"]
    return mlc.RecordSet(
        id=name,
        name=name,
        description=table["description"],
        key=[f"{name}/{column}" for column in schema["primaryKey"]],
        fields=[_field(package, table, field) for field in schema["fields"]],
    )


def _field(package: Package, table: dict[str, Any], field: dict[str, Any]) -> mlc.Field:
    is_list = field["type"] == "list"
    return mlc.Field(
        id=f"{table['name']}/{field['name']}",
        name=field["name"],
        description=field["description"],
        data_types=[_data_type(field)],
        is_array=True if is_list else None,
        array_shape="-1" if is_list else None,
        source=_column(package, table, field["name"]),
        references=_reference(package, table, field["name"]),
    )


def _data_type(field: dict[str, Any]) -> str:
    if field.get("format") == "uri":
        return mlc.DataType.URL
    return DATA_TYPES[field["itemType"] if field["type"] == "list" else field["type"]]


def _reference(package: Package, table: dict[str, Any], column: str) -> mlc.Source:
    """Return the column that a foreign key refers to.

    It is named by its file: mlcroissant 1.1 cannot load several record sets of a dataset, nor one
    that refers to itself, if they refer to each other's fields.
    """
    named = {resource["name"]: resource for resource in package["resources"]}
    for key in table["schema"].get("foreignKeys", []):
        if key["fields"] == [column]:
            target = named[key["reference"].get("resource", table["name"])]
            return _column(package, target, key["reference"]["fields"][0])
    return mlc.Source()


def _column(package: Package, table: dict[str, Any], column: str) -> mlc.Source:
    file = _typed_file(package, table)
    return mlc.Source(file_object=file, extract=mlc.Extract(column=column))


def _typed_file(package: Package, table: dict[str, Any]) -> str:
    """Return the file that has a table with real types: the one built from its CSV or SQL."""
    origin = {"path": table["path"], "title": table["name"]}
    built = [file["path"] for file in package["resources"] if origin in file.get("sources", [])]
    return str(built[0])
