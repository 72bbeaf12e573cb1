"""Two rows that look like one are one, unless somebody has looked and says why not."""

from sco_data.checks.rule import Rule

_MEND = "Make one row of the two; if they are two, say why in data/reviewed_findings.csv."


class SimilarPeople(Rule):
    """No two people have nearly the same name."""

    type = "similar-people"
    sentence = (
        "No two people share a spelling, or a name or all consonants and differ by a letter or two."
    )
    violation = "`sergey-lavrov` and `sergei-lavrov`."
    mend = _MEND
    reviewable = True
    queries = {
        "speakers": """
            WITH shared AS (
                SELECT speaker_id, unnest(regexp_split_to_array(speaker_id, '-')) AS part
                FROM speakers
                UNION ALL
                SELECT speaker_id, array_to_string(list_sort(regexp_split_to_array(
                    regexp_replace(speaker_id, '[aeiouyhj]', '', 'g'), '-')), '-')
                FROM speakers
            ),
            spelling AS (
                SELECT speaker_id, letters_of(unnest(list_concat(
                    [name, name_ru, name_zh], coalesce(other_names, [])))) AS letters
                FROM speakers
            ),
            pair AS (
                SELECT a.speaker_id AS id, b.speaker_id AS other_id
                FROM shared AS a JOIN shared AS b USING (part)
                WHERE a.speaker_id < b.speaker_id
                    AND damerau_levenshtein(a.speaker_id, b.speaker_id) <= 2
                UNION
                SELECT a.speaker_id, b.speaker_id
                FROM spelling AS a JOIN spelling AS b USING (letters)
                WHERE a.speaker_id < b.speaker_id AND letters <> ''
            )
            SELECT line, 'speaker_id' AS field, 'looks like ' || id AS note, id, other_id
            FROM pair JOIN speakers ON speaker_id = other_id""",
    }


class SimilarOrganisations(Rule):
    """No two organisations have nearly the same name."""

    type = "similar-organisations"
    sentence = "No two organisations have nearly the same name, or the same acronym."
    violation = "`World Customs Organisation` and `World Customs Organization`."
    mend = _MEND
    reviewable = True
    queries = {
        "organisations": """
            WITH spelling AS (
                SELECT organisation_id, unnest([
                    array_to_string(list_sort(list_filter(
                        regexp_split_to_array(replace(lower(name), 'z', 's'), '[^\\p{L}\\p{N}]+'),
                        lambda word: word NOT IN ('', 'the', 'of', 'for', 'and', 'on', 'in')
                    )), ' '),
                    lower(acronym), letters_of(name_ru), letters_of(name_zh)]) AS spelled
                FROM organisations
            ),
            pair AS (
                SELECT DISTINCT a.organisation_id AS id, b.organisation_id AS other_id
                FROM spelling AS a JOIN spelling AS b USING (spelled)
                WHERE a.organisation_id < b.organisation_id
            )
            SELECT line, 'organisation_id' AS field, 'looks like ' || id AS note, id, other_id
            FROM pair JOIN organisations ON organisation_id = other_id""",
    }


class SimilarEvents(Rule):
    """No two events have the same day, the same place and two of the same participants."""

    type = "similar-events"
    sentence = (
        "No two events, unless one is part of the other, have the same day, the same place and two "
        "of the same participants."
    )
    violation = "One reception told of as two by two news agencies."
    mend = _MEND
    reviewable = True
    queries = {
        "events": """
            WITH attendance AS (
                SELECT DISTINCT event_id, start_on, place_id, parent_id,
                    coalesce(speaker_id, participants.organisation_id, participants.state_id) AS who
                FROM events JOIN participants USING (event_id)
            ),
            pair AS (
                SELECT a.event_id AS id, b.event_id AS other_id
                FROM attendance AS a JOIN attendance AS b USING (start_on, place_id, who)
                WHERE a.event_id < b.event_id
                    AND a.parent_id IS DISTINCT FROM b.event_id
                    AND b.parent_id IS DISTINCT FROM a.event_id
                GROUP BY ALL HAVING count(*) >= 2
            )
            SELECT line, 'event_id' AS field, 'looks like ' || id AS note, id, other_id
            FROM pair JOIN events ON event_id = other_id""",
    }


class SimilarSources(Rule):
    """No page stands there twice under two forms of its address."""

    type = "similar-sources"
    sentence = (
        "No two sources have addresses that differ only in scheme, `www`, a trailing slash, a "
        "fragment, the order of the query, or words in it that only follow readers about."
    )
    violation = "`http://example.org/news/1` and `https://www.example.org/news/1/`."
    mend = _MEND
    reviewable = True
    queries = {
        "sources": """
            WITH address AS (
                SELECT source_id,
                    regexp_replace(regexp_replace(
                        lower(split_part(split_part(url, '#', 1), '?', 1)),
                        '^https?://(www\\.|m\\.)?', ''), '/(index\\.\\w+)?$', '') AS page,
                    list_sort(list_filter(string_split(
                        lower(split_part(split_part(url, '#', 1), '?', 2)), '&'),
                        lambda pair: pair <> '' AND NOT regexp_matches(
                            pair, '^(utm_\\w+|fbclid|gclid|ref|from|lang|print)(=|$)'))) AS query
                FROM sources
            ),
            pair AS (
                SELECT a.source_id AS id, b.source_id AS other_id
                FROM address AS a JOIN address AS b USING (page, query)
                WHERE a.source_id < b.source_id
            )
            SELECT line, 'url' AS field, 'is the address of ' || id || ' too' AS note, id, other_id
            FROM pair JOIN sources ON source_id = other_id""",
    }
