"""Make docs/codebook.md and docs/schema.svg, the entity-relationship diagram, from the descriptor.

python scripts/build_codebook.py            # writes what is out of date
python scripts/build_codebook.py --check    # only tells whether they are up to date
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jinja2
from generated import run

from sco_data.checks import PARQUET_RULES, RULES
from sco_data.descriptor import with_schema

TEMPLATES = Path(__file__).resolve().parent / "templates"
CONSTRAINTS = {
    "unique": "Unique.",
    "pattern": "Pattern: {value}.",
    "minimum": "From {value}.",
    "maximum": "Up to {value}.",
    "minLength": "At least {value} characters.",
    "maxLength": "At most {value} characters.",
}


def codebook(package: dict[str, Any]) -> str:
    """Return the codebook of a Data Package as Markdown."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,  # noqa: S701 - Markdown, not HTML
    )
    environment.filters |= {
        "cell": cell,
        "code": code,
        "first_sentence": lambda text: text.split(". ")[0].rstrip(".") + ".",
        "constraints": constraints,
        "type": field_type,
    }
    template = environment.get_template("codebook.md.jinja")
    text = template.render(
        package=package,
        tables=tables(package),
        views=views(package),
        rules=[*RULES, *PARQUET_RULES],
    )
    return text.rstrip() + "\n"


def diagram(package: dict[str, Any]) -> str:
    """Return the entity-relationship diagram of a Data Package as SVG, drawn by D2."""
    source = diagram_source(package)
    drawn = subprocess.run(
        [str(Path(sys.executable).with_name("d2")), "--layout", "elk", "--pad", "20", "-", "-"],
        input=source,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return drawn + f"<!-- {diagram_mark(package)} -->\n"


def diagram_mark(package: dict[str, Any]) -> str:
    """Return what tells a diagram of this package from one that is out of date."""
    return f"drawn from {hashlib.sha256(diagram_source(package).encode()).hexdigest()}"


def diagram_source(package: dict[str, Any]) -> str:
    """Return the diagram in the language of D2: a box a table, an arrow a foreign key."""
    lines = ["direction: right"]
    for table in tables(package):
        keys = [key["fields"][0] for key in table["schema"].get("foreignKeys", [])]
        lines.append(f"{table['name']}: {{\n  shape: sql_table")
        for field in table["schema"]["fields"]:
            marks = [
                *(["primary_key"] if field["name"] in table["schema"]["primaryKey"] else []),
                *(["foreign_key"] if field["name"] in keys else []),
            ]
            mark = f" {{constraint: [{'; '.join(marks)}]}}" if marks else ""
            lines.append(f"  {field['name']}: {field['type']}{mark}")
        lines.append("}")
    for table in tables(package):
        for key in table["schema"].get("foreignKeys", []):
            target = key["reference"].get("resource", table["name"])
            lines.append(
                f"{table['name']}.{key['fields'][0]} -> {target}.{key['reference']['fields'][0]}"
            )
    return "\n".join(lines) + "\n"


def tables(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources that carry a Table Schema."""
    return [resource for resource in package["resources"] if "schema" in resource]


def views(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources of the wide views, each with the Table Schema of its rows."""
    return [
        with_schema(package, resource) for resource in package["resources"] if "view" in resource
    ]


def field_type(field: dict[str, Any]) -> str:
    """Return the type of a column as the codebook names it."""
    if "categories" in field:
        return "enumeration"
    return f"{field['type']} ({field['format']})" if "format" in field else str(field["type"])


def constraints(field: dict[str, Any]) -> str:
    """Return the rules of a column that the codebook does not show otherwise."""
    rules = field.get("constraints", {})
    texts = [
        text.format(value=cell(str(rules[name])))
        for name, text in CONSTRAINTS.items()
        if name in rules
    ]
    return " ".join(texts)


def code(text: str) -> str:
    """Return a text as a Markdown code span."""
    return f"`{text}`"


def cell(text: str) -> str:
    """Return a text as a code span that may stand in a Markdown table."""
    return code(text).replace("|", "\\|")


def outdated(folder: Path) -> dict[Path, Any]:
    """Return for each file that is out of date how to make its content."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    pages, picture = folder / "docs" / "codebook.md", folder / "docs" / "schema.svg"
    found: dict[Path, Any] = {}
    text = codebook(package)
    if not pages.exists() or pages.read_text(encoding="utf-8") != text:
        found[pages] = lambda: text
    if not picture.exists() or diagram_mark(package) not in picture.read_text(encoding="utf-8"):
        found[picture] = lambda: diagram(package)
    return found


if __name__ == "__main__":
    sys.exit(run(outdated, __doc__))
