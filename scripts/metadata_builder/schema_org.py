"""The package as a schema.org Dataset in JSON-LD, which search engines read."""

from pathlib import Path
from typing import Any

from metadata_builder.package import address, period, read, states, tables

Node = dict[str, Any]


def dataset(folder: Path, files_at: str | None = None) -> Node:
    """Describe the package in a folder.

    Parameters
    ----------
    folder
        Where ``datapackage.json`` and the tables lie.
    files_at
        What to put before the paths of the files, as in ``"downloads/"``, for a page that offers
        them elsewhere than the package does.

    Returns
    -------
    dict
        JSON-LD, ready for ``json.dumps``.
    """
    package = read(folder)
    first, last = period(folder)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": package["title"],
        "alternateName": package["name"],
        "description": package["description"],
        **{key: package[name] for key, name in _LINKS.items() if name in package},
        "version": package["version"],
        "datePublished": package["created"][:10],
        "license": [licence["path"] for licence in package["licenses"]],
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "keywords": package["keywords"],
        "creator": [_named("Organization", person) for person in package["contributors"]],
        "isBasedOn": [_named("CreativeWork", source) for source in package["sources"]],
        "temporalCoverage": f"{first}/{last}",
        "spatialCoverage": [
            {"@type": "Country", "name": state["name"], "identifier": state["state_id"]}
            for state in states(folder)
        ],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": f"{table['name']}.{field['name']}",
                "description": field["description"],
            }
            for table in tables(package)
            if "view" not in table  # whose columns are those of the tables
            for field in table["schema"]["fields"]
        ],
        "distribution": [_download(package, file, files_at) for file in package["resources"]],
    }


_LINKS = {"url": "homepage", "identifier": "id"}


def _download(package: Node, file: Node, files_at: str | None) -> Node:
    path = file["path"]
    return {
        "@type": "DataDownload",
        "name": file["title"],
        "description": file["description"],
        "contentUrl": address(package, path) if files_at is None else files_at + path,
        "encodingFormat": file["mediatype"],
        "contentSize": f"{file['bytes']} B",
        "sha256": file["hash"].removeprefix("sha256:"),
    }


def _named(type: str, entry: Node) -> Node:
    link = {"url": entry["path"]} if "path" in entry else {}
    return {"@type": type, "name": entry["title"], **link}
