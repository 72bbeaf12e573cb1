"""Every cell is in the script, the form and the spelling that its column is for."""

from typing import ClassVar

from sco_data.checks.database import Schema
from sco_data.checks.rule import Rule

SPACES_NOBODY_SEES = (
    r"^\s|\s$|  |[\x{0}-\x{1f}\x{7f}\x{a0}\x{ad}\x{200b}-\x{200f}\x{2028}-\x{202f}\x{2060}\x{feff}]"
)


def each_text(table: str, schema: Schema, condition: str, note: str) -> str | None:
    """Return a query for all cells of text of which a condition holds.

    Parameters
    ----------
    table : str
        Name of the table.
    schema : dict
        Its Table Schema.
    condition, note : str
        SQL that may name the ``cell`` and the ``field`` it stands in.
    """
    columns = [
        f'"{field["name"]}"' for field in schema["fields"] if field["type"] in ("string", "list")
    ]
    return f"""
        SELECT line, field, {note} AS note
        FROM (UNPIVOT (SELECT line, {", ".join(columns)} FROM written."{table}")
            ON COLUMNS(* EXCLUDE line) INTO NAME field VALUE cell)
        WHERE {condition}"""


class Script(Rule):
    """Cyrillic stands in columns for Russian, Han in columns for Chinese."""

    type = "script"
    sentence = (
        "Columns that end with `_ru` are in Cyrillic, those that end with `_zh` in Han script, all "
        "others in neither; the words of a quote are in the script of its `language`."
    )
    violation = "A `name_ru` in Latin letters, or a `title` with a letter typed in Cyrillic."
    mend = "Move the text to the column for its language, or type the letters anew."
    quoted: ClassVar[list[str]] = ["text", "begins", "ends"]

    def query(self, table: str) -> str | None:
        """Look for letters of the two scripts in every text."""
        schema = self.database.schemas[table]
        names = (
            ", ".join(f"'{name}'" for name in (self.quoted if table == "quotes" else [])) or "''"
        )
        in_column = each_text(
            table,
            schema,
            rf"""
            CASE WHEN ends_with(field, '_ru') THEN NOT regexp_matches(cell, '\p{{Cyrillic}}')
                    OR regexp_matches(cell, '\p{{Han}}')
                WHEN ends_with(field, '_zh') THEN NOT regexp_matches(cell, '\p{{Han}}')
                    OR regexp_matches(cell, '\p{{Cyrillic}}')
                WHEN field IN ({names}) THEN false
                ELSE regexp_matches(cell, '[\p{{Cyrillic}}\p{{Han}}]') END""",
            "'is not, or not only, in the script of the column'",
        )
        if table != "quotes":
            return in_column
        in_quotes = " UNION ALL ".join(
            rf"""
            SELECT line, '{name}', 'has letters that are not of the language ' || language
            FROM quotes
            WHERE regexp_matches("{name}", '\p{{Han}}') AND language NOT IN ('zh', 'ja')
                OR regexp_matches("{name}", '\p{{Cyrillic}}')
                    AND language NOT IN ('ru', 'be', 'bg', 'kk', 'ky', 'mn', 'sr', 'tg', 'uk')
                OR language = 'ru' AND NOT regexp_matches("{name}", '[\p{{Cyrillic}}\d]')
                OR language = 'zh' AND NOT regexp_matches("{name}", '[\p{{Han}}\d]')"""
            for name in self.quoted
        )
        return f"{in_column} UNION ALL {in_quotes}"


class NormalForm(Rule):
    """A letter is written in one way."""

    type = "normal-form"
    sentence = "All text is in Unicode's composed normal form (NFC)."
    violation = "An é made of e and a combining accent."
    mend = "Type the letter anew, or run `scripts/tidy.py`."

    def query(self, table: str) -> str | None:
        """Compare every text with its normal form."""
        schema = self.database.schemas[table]
        return each_text(table, schema, "nfc_normalize(cell) <> cell", "'is not in NFC'")


class TidyText(Rule):
    """No cell has white space that nobody sees."""

    type = "untidy-text"
    sentence = (
        "No cell begins or ends with a space, has two spaces in a row, a line break, or a space "
        "or control character that nobody sees."
    )
    violation = "`Rashid  Alimov`, with two spaces."
    mend = "Write one ordinary space between words and none at the ends."

    def query(self, table: str) -> str | None:
        """Look at every text."""
        condition = f"regexp_matches(cell, '{SPACES_NOBODY_SEES}')"
        note = "'has white space that nobody sees'"
        return each_text(table, self.database.schemas[table], condition, note)


class QuotationMarks(Rule):
    """A cell has quotation marks of one kind, in pairs."""

    type = "quotation-marks"
    sentence = "A cell does not mix straight and typographic quotation marks, and closes all."
    violation = '`the “Shanghai spirit"`, opened with one kind and closed with another.'
    mend = "Use one kind of quotation marks, and close what is opened."

    def query(self, table: str) -> str | None:
        """Count the marks in every text but the first and last words of a quote."""
        condition = """
            field NOT IN ('begins', 'ends') AND (
                contains(cell, '"') AND regexp_matches(cell, '[“”„«»]')
                OR len(regexp_extract_all(cell, '"')) % 2 = 1
                OR len(regexp_extract_all(cell, '«')) <> len(regexp_extract_all(cell, '»'))
                OR len(regexp_extract_all(cell, '[“”„]')) % 2 = 1)"""
        note = "'mixes quotation marks, or leaves one open'"
        return each_text(table, self.database.schemas[table], condition, note)


class Spelling(Rule):
    """In our own words the organisation is spelled as in British English."""

    type = "spelling"
    sentence = "In our own words it is the Shanghai Cooperation Organisation, with s, no hyphen."
    violation = "`Shanghai Cooperation Organization` in a `summary`."
    mend = "Write: Shanghai Cooperation Organisation"

    def query(self, table: str) -> str | None:
        """Look at the columns in our own words; the titles of works are quoted as they are."""
        schema = self.database.schemas[table]
        own = [f"'{field['name']}'" for field in schema["fields"] if field.get("ownWords")]
        condition = f"""
            field IN ({", ".join(own)})
            AND regexp_matches(regexp_replace(cell, '''[^'']+''', '', 'g'),
                '(?i)shanghai co-?operation organization|co-operation organisation')"""
        return each_text(table, schema, condition, "'spells the name otherwise'") if own else None
