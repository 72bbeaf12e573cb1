"""References as CSL-JSON items, and how they are written as text, BibTeX, RIS and CSL-JSON."""

import datetime
import json
import re
from typing import Any

from sco_data import descriptor
from sco_data.errors import require

Item = dict[str, Any]
"""A reference in the data model of the Citation Style Language, CSL-JSON 1.0.2."""

_RIS_TYPES = {"dataset": "DATA", "webpage": "ELEC"}
_BIBTEX_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905


def dataset(about: descriptor.Descriptor) -> Item:
    """Return the reference of the dataset that a descriptor describes; its key names the version.

    Examples
    --------
    >>> dataset(descriptor.descriptor())["title"]
    'sco-data: the external relations of the Shanghai Cooperation Organisation'
    """
    return _filled(
        id=f"{about['name']}-{about['version']}",
        type="dataset",
        author=[{"literal": person["title"]} for person in about["contributors"]],
        title=about["title"],
        genre="Data set",
        issued=_date(datetime.date.fromisoformat(about["created"][:10])),
        version=about["version"],
        DOI=doi(about),
        URL=about.get("homepage"),
        language="en",
        custom={"license": about["licenses"][0]["name"]},
    )


def doi(about: descriptor.Descriptor) -> str | None:
    """Return the DOI that identifies the dataset of a descriptor, bare.

    Examples
    --------
    >>> doi({"id": "https://doi.org/10.1234/example"})
    '10.1234/example'
    """
    found = re.search(r"10\.\d{4,9}/\S+", about.get("id", ""))
    return found[0] if found else None


def page(source: dict[str, Any]) -> Item:
    """Return the reference of a row of the table ``sources``; its key is the ``source_id``.

    The title is the headline in the language of the page, where the row has it.

    Examples
    --------
    >>> from sco_data.citing import find_row
    >>> page(find_row("sources", "sectsco-20180712-456792"))["issued"]
    {'date-parts': [[2018, 7, 12]]}
    """
    titles = [f"title_{source['language']}", "title", "title_ru", "title_zh"]
    return _filled(
        id=source["source_id"],
        type="webpage",
        author=[{"literal": source["publisher"]}],
        title=next((source[title] for title in titles if source.get(title)), None),
        genre=None if source["kind"] == "other" else source["kind"].replace("-", " ").capitalize(),
        issued=_date(source["published_on"]),
        URL=source["url"],
        accessed=_date(source["retrieved_on"]),
        archive_location=source["archived_url"],
        language=source["language"],
    )


def write(items: list[Item], format: str) -> str:
    r"""Write references in one of the formats.

    Parameters
    ----------
    items : list of dict
        CSL-JSON items with keys (``id``) that differ.
    format : {"text", "bibtex", "ris", "csl"}
        What to write.

    Returns
    -------
    str
        The references in the order given, with no line end after the last.

    Raises
    ------
    ValueError
        If there is no such format.
    MissingExtraError
        If BibTeX or RIS is asked for and the extra ``cite`` is not installed.

    Examples
    --------
    >>> item = {"id": "x", "type": "webpage", "author": [{"literal": "A & B"}], "title": "100 %"}
    >>> print(write([item], "bibtex"))
    @misc{x,
      author = {{A \& B}},
      title  = {{100 \%}}
    }
    """
    if format not in _WRITERS:
        raise ValueError(f"no format {format!r}; there are: {', '.join(map(repr, _WRITERS))}")
    return _WRITERS[format](items).rstrip("\n")


def _text(items: list[Item]) -> str:
    return "\n".join(map(_text_line, items))


def _text_line(item: Item) -> str:
    authors = ", ".join(_authors(item))
    if item["type"] == "dataset":
        version, licence = item["version"], item["custom"]["license"]
        address = f"https://doi.org/{item['DOI']}" if "DOI" in item else item.get("URL", "")
        return (
            f"{authors} ({_parts(item, 'issued')[0]}). {item['title']} (version {version}) "
            f"[{item['genre']}]. {licence}. {address}"
        ).rstrip()
    day = _iso(item, "issued") if "issued" in item else "undated"
    title = f"{item['title']}. " if "title" in item else ""
    return f"{authors} ({day}). {title}{item['URL']} (read {_iso(item, 'accessed')})"


def _csl(items: list[Item]) -> str:
    return json.dumps(items, ensure_ascii=False, indent=2)


def _ris(items: list[Item]) -> str:
    rispy = require("rispy", "cite")

    class Writer(rispy.RisWriter):  # type: ignore[misc,name-defined]
        def set_header(self, count: int) -> str:  # noqa: ARG002
            return ""  # by default a number that is no part of the format

    text: str = rispy.dumps(list(map(_ris_record, items)), implementation=Writer)
    return text


def _ris_record(item: Item) -> dict[str, Any]:
    # RIS cannot mark the name of a body: with a comma in it, it would be read as a person's.
    authors = [name for name in _authors(item) if "," not in name]
    return _filled(
        type_of_reference=_RIS_TYPES[item["type"]],
        id=item["id"],
        authors=authors,
        publisher=", ".join(_authors(item)),
        title=item.get("title"),
        type_of_work=item.get("genre"),
        year=str(_parts(item, "issued")[0]) if "issued" in item else None,
        date=_slashed(item, "issued"),
        access_date=_slashed(item, "accessed"),
        edition=item.get("version"),
        language=item.get("language"),
        doi=item.get("DOI"),
        urls=[item["URL"]] if "URL" in item else None,
        file_attachments2=item.get("archive_location"),
        notes=[f"Licence: {item['custom']['license']}"] if "custom" in item else None,
    )


def _bibtex(items: list[Item]) -> str:
    bibtexparser = require("bibtexparser", "cite")
    layout = bibtexparser.BibtexFormat()
    layout.indent, layout.value_column, layout.block_separator = "  ", "auto", "\n"
    library = bibtexparser.Library([_bibtex_entry(item) for item in items])
    text: str = bibtexparser.write_string(library, bibtex_format=layout)
    return text


def _bibtex_entry(item: Item) -> Any:
    model = require("bibtexparser.model", "cite")
    year, month, day = _parts(item, "issued") if "issued" in item else (None, None, None)
    fields = _filled(
        # Inner braces keep a body's name whole, and the capitals of a title as published.
        author=" and ".join(f"{{{_latex(name)}}}" for name in _authors(item)),
        title=f"{{{_latex(item['title'])}}}" if "title" in item else None,
        howpublished=_latex(item["genre"]) if "genre" in item else None,
        year=year and str(year),
        month=month and _BIBTEX_MONTHS[month - 1],
        day=day and str(day),
        version=item.get("version"),
        doi=item.get("DOI"),
        url=_bibtex_address(item["URL"]) if "URL" in item else None,
        urldate=_iso(item, "accessed") if "accessed" in item else None,
        language=item.get("language"),
        copyright=item["custom"]["license"] if "custom" in item else None,
        note=f"Archived at \\url{{{_bibtex_address(item['archive_location'])}}}"
        if "archive_location" in item
        else None,
    )
    entry = model.Entry("misc", item["id"], [model.Field(*field) for field in fields.items()])
    if month:
        entry.fields_dict["month"].enclosing = "no-enclosing"  # a macro that styles translate
    return entry


def _latex(text: str) -> str:
    r"""Escape what LaTeX gives a meaning; letters of all scripts stay as they are.

    Examples
    --------
    >>> _latex("50 % of «ШОС_上合» -- {x}")
    '50 \\% of «ШОС\\_上合» -{}- \\textbraceleft{}x\\textbraceright{}'
    """
    latexencode = require("pylatexenc.latexencode", "cite")
    rule, known = latexencode.UnicodeToLatexConversionRule, latexencode.get_builtin_uni2latex_dict()
    special = {
        "{": r"\textbraceleft",  # BibTeX counts the braces of \{ and \} too
        "}": r"\textbraceright",
        "<": r"\textless",
        ">": r"\textgreater",
        '"': '"',  # its command is not in all fonts
    }
    ascii_only = {code: macro for code, macro in known.items() if code < 128}
    ligature = re.compile(r"(?<=-)-|(?<=')'|(?<=[`?!])`|(?<=,),")
    encoder = latexencode.UnicodeToLatexEncoder(
        conversion_rules=[
            rule(latexencode.RULE_REGEX, [(ligature, lambda found: "{}" + found[0])]),
            rule(latexencode.RULE_DICT, ascii_only | {ord(c): m for c, m in special.items()}),
        ],
        replacement_latex_protection="braces-after-macro",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
    escaped: str = encoder.unicode_to_latex(text)
    return escaped


def _bibtex_address(url: str) -> str:
    """Return an address as it may stand in BibTeX, where braces must pair: percent-encoded."""
    return url.translate({ord(c): f"%{ord(c):02X}" for c in "{}\\"})


def _authors(item: Item) -> list[str]:
    return [author["literal"] for author in item["author"]]


def _date(day: datetime.date | None) -> Item | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def _parts(item: Item, date: str) -> list[int]:
    parts: list[int] = item[date]["date-parts"][0]
    return parts


def _iso(item: Item, date: str) -> str:
    return datetime.date(*_parts(item, date)).isoformat()


def _slashed(item: Item, date: str) -> str | None:
    return _iso(item, date).replace("-", "/") if date in item else None


def _filled(**values: Any) -> Item:
    """Leave out what is not known."""
    return {name: value for name, value in values.items() if value}


_WRITERS = {"text": _text, "bibtex": _bibtex, "ris": _ris, "csl": _csl}
