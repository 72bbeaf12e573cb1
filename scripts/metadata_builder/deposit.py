"""CITATION.cff, which GitHub and Zotero read, and .zenodo.json, which Zenodo reads."""

import json
from typing import Any

import yaml

from metadata_builder.package import Package
from sco_data import bibliography


def citation_file(package: Package) -> str:
    """Return the dataset's citation in the Citation File Format 1.2."""
    content = {
        "cff-version": "1.2.0",
        "message": f"If you use {package['name']}, please cite it.",
        "type": "dataset",
        "title": package["title"],
        "abstract": package["description"],
        "authors": [{"name": person["title"]} for person in package["contributors"]],
        "version": package["version"],
        "date-released": package["created"][:10],
        "license": package["licenses"][0]["name"],
        "doi": bibliography.doi(package),
        "url": package.get("homepage"),
        "keywords": package["keywords"],
    }
    known = {key: value for key, value in content.items() if value}
    made = (
        "# Made by scripts/build_metadata.py from datapackage.json: edit that, then run `make`.\n"
    )
    return made + yaml.safe_dump(known, sort_keys=False, allow_unicode=True, width=100)


def zenodo(package: Package) -> str:
    """Return the metadata of a deposit on Zenodo."""
    content: dict[str, Any] = {
        "upload_type": "dataset",
        "title": package["title"],
        "description": package["description"],
        "creators": [{"name": person["title"]} for person in package["contributors"]],
        "version": package["version"],
        "publication_date": package["created"][:10],
        "access_right": "open",
        "license": package["licenses"][0]["name"],
        "language": "eng",
        "keywords": package["keywords"],
    }
    if "homepage" in package:
        content["related_identifiers"] = [
            {"identifier": package["homepage"], "relation": "isDescribedBy"}
        ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
