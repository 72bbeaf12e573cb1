"""Fill the templates: links between pages, names in their language, what the descriptor says."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from sco_data import descriptor
from site_builder import text
from site_builder.tables import Tables

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "site"
# Tables whose rows have pages of their own: those with a template of that name.
PAGED = [t for t in descriptor.table_names() if (TEMPLATES / f"{t}.html.jinja").is_file()]
HEADINGS = {"speakers": "People"}  # where readers look for another word than the table's title


def heading(table: str) -> str:
    """Return the heading of a table on the site."""
    return HEADINGS.get(table) or str(descriptor.resource(table)["title"])


def environment(tables: Tables) -> jinja2.Environment:
    """Return the environment in which every page is rendered."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters |= {
        "day": text.day,
        "days": text.days,
        "json": script_json,
        "machine_day": text.machine_day,
        "sentence": text.sentence,
        "size": text.size,
        "web_address": text.web_address,
        "words": text.words,
    }
    made.globals |= {
        "column_title": column_title,
        "heading": heading,
        "link": _linker(tables),
        "meaning": meaning,
        "name": tables.name,
        "package": descriptor.descriptor(),
        "paged": PAGED,
        "quote_address": text.quote_address,
        "row": tables.row,
        "referring": tables.referring,
    }
    return made


@cache
def column_title(table: str, column: str) -> str:
    """Return the title of a column."""
    return str(descriptor.fields(table)[column]["title"])


@cache
def meaning(table: str, column: str, value: str) -> str:
    """Return what a value of an enumeration means."""
    categories = descriptor.fields(table)[column]["categories"]
    return next(str(entry["label"]) for entry in categories if entry["value"] == value)


def script_json(value: Any) -> Markup:
    r"""Write JSON that may stand in a script element: nothing in it ends the element.

    Examples
    --------
    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    # Characters that JavaScript or HTML would read differently become escapes within strings.
    plain = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        plain = plain.replace(character, f"\\u{ord(character):04x}")
    return Markup(plain)  # noqa: S704 - escaped above


def _linker(tables: Tables) -> Callable[..., Markup]:
    @jinja2.pass_context
    def link(context: Context, table: str, id: str, label: str | None = None) -> Markup:
        """Link to the page of a row; its name says in which language it is."""
        name, language = (label, "en") if label else tables.name(table, id)
        lang = "" if language == "en" else f' lang="{language}"'
        address = f"{context['root']}{table}/{escape(id)}.html"
        return Markup('<a href="%s"%s>%s</a>') % (address, Markup(lang), name)  # noqa: S704

    return link
