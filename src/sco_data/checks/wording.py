"""Our own words are our own, and the marks of a quote fit it."""

from sco_data.checks.rule import Rule


class HeadlineCopied(Rule):
    """What we say of an event is not what a page is headed."""

    type = "headline-copied"
    sentence = "Text in our own words (`ownWords` in the descriptor) is not the headline of a page."
    violation = "A `summary` that repeats the `title` of the press release it was taken from."
    mend = "Say it in words of your own."

    def query(self, table: str) -> str | None:
        """Compare letters and digits alone, so that other punctuation does not hide a copy."""
        own = [
            f'"{field["name"]}"'
            for field in self.database.schemas[table]["fields"]
            if field.get("ownWords")
        ]
        if not own:
            return None
        return f"""
            WITH headline AS (
                SELECT letters_of(unnest([title, title_ru, title_zh])) AS letters, source_id AS page
                FROM sources
            )
            SELECT line, field, 'is the headline of ' || min(page) AS note
            FROM (UNPIVOT (SELECT line, {", ".join(own)} FROM "{table}")
                ON COLUMNS(* EXCLUDE line) INTO NAME field VALUE cell)
            JOIN headline ON letters_of(cell) = letters
            WHERE letters <> '' GROUP BY line, field"""


class QuoteMarks(Rule):
    """First words, last words, number of words and text of a quote tell of the same quote."""

    type = "quote-marks"
    sentence = (
        "`begins` and `ends` have at most five words, `ends` comes with `begins`, `words` counts "
        "at least those of each, and all three fit `text` where the package has it."
    )
    violation = "`ends` with six words, or `words` 12 beside a `text` of 44 words."
    mend = "Copy the first and the last words (five at most) and count the words of the quote."
    queries = {
        "quotes": """
            SELECT line, 'begins' AS field, 'has more than five words' AS note
            FROM quotes WHERE words_of(begins) > 5
            UNION ALL
            SELECT line, 'ends', 'has more than five words' FROM quotes WHERE words_of(ends) > 5
            UNION ALL
            SELECT line, 'begins', 'is empty although ends is filled'
            FROM quotes WHERE begins IS NULL AND ends IS NOT NULL
            UNION ALL
            SELECT line, 'words', 'is less than the words of begins or ends'
            FROM quotes WHERE words < greatest(words_of(begins), words_of(ends))
            UNION ALL
            SELECT line, 'words', 'is not the ' || words_of(text) || ' words of text'
            FROM quotes WHERE words IS DISTINCT FROM words_of(text) AND text IS NOT NULL
            UNION ALL
            SELECT line, 'begins', 'is not how text begins'
            FROM quotes WHERE NOT coalesce(starts_with(text, begins), text IS NULL)
            UNION ALL
            SELECT line, 'ends', 'is not how text ends'
            FROM quotes WHERE NOT coalesce(ends_with(rtrim(text, '.!?'), ends), text IS NULL)""",
    }
