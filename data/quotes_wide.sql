-- One row a quote, with its speaker, event and page, and what it names.
SELECT
    quotes.quote_id,
    quotes.event_id,
    events.title AS event_title,
    events.start_on AS event_start_on,
    quotes.speaker_id,
    speakers.name AS speaker,
    quotes.office,
    quotes.organisation_id,
    organisations.name AS organisation,
    quotes.state_id,
    states.name AS state,
    quotes.kind,
    quotes.language,
    quotes.text,
    quotes.begins,
    quotes.ends,
    quotes.words,
    quotes.gist,
    quotes.topics,
    named_organisations.names AS named_organisations,
    named_documents.names AS named_documents,
    named_states.names AS named_states,
    quotes.source_id,
    sources.url,
    sources.publisher,
    sources.publisher_kind,
    sources.published_on
FROM quotes
JOIN sources ON sources.source_id = quotes.source_id
LEFT JOIN events ON events.event_id = quotes.event_id
LEFT JOIN speakers ON speakers.speaker_id = quotes.speaker_id
LEFT JOIN organisations ON organisations.organisation_id = quotes.organisation_id
LEFT JOIN states ON states.state_id = quotes.state_id
LEFT JOIN (
    SELECT quote_id, json_group_array(name) AS names
    FROM (
        SELECT DISTINCT quote_id, name
        FROM quote_mentions JOIN organisations USING (organisation_id)
        ORDER BY quote_id, name
    ) AS named
    GROUP BY quote_id
) AS named_organisations ON named_organisations.quote_id = quotes.quote_id
LEFT JOIN (
    SELECT quote_id, json_group_array(title) AS names
    FROM (
        SELECT DISTINCT quote_id, title
        FROM quote_mentions JOIN documents USING (document_id)
        ORDER BY quote_id, title
    ) AS named
    GROUP BY quote_id
) AS named_documents ON named_documents.quote_id = quotes.quote_id
LEFT JOIN (
    SELECT quote_id, json_group_array(name) AS names
    FROM (
        SELECT DISTINCT quote_id, name
        FROM quote_mentions JOIN states USING (state_id)
        ORDER BY quote_id, name
    ) AS named
    GROUP BY quote_id
) AS named_states ON named_states.quote_id = quotes.quote_id
ORDER BY quotes.quote_id
