-- One row an event, with its place, who took part and the pages that tell of it.
SELECT
    events.event_id,
    events.title,
    events.title_ru,
    events.title_zh,
    events.type,
    events.format,
    events.start_on,
    events.end_on,
    events.date_precision,
    events.place_id,
    places.name AS place,
    places.state_id,
    states.name AS state,
    places.latitude,
    places.longitude,
    events.venue,
    events.summary,
    events.topics,
    people.names AS participants,
    bodies.names AS organisations,
    powers.names AS participating_states,
    events.parent_id,
    parents.title AS parent_title,
    events.note,
    pages.addresses AS source_urls
FROM events
LEFT JOIN places ON places.place_id = events.place_id
LEFT JOIN states ON states.state_id = places.state_id
LEFT JOIN events AS parents ON parents.event_id = events.parent_id
LEFT JOIN (
    SELECT event_id, json_group_array(name) AS names
    FROM (
        SELECT DISTINCT event_id, name
        FROM participants JOIN speakers USING (speaker_id)
        ORDER BY event_id, name
    ) AS named
    GROUP BY event_id
) AS people ON people.event_id = events.event_id
LEFT JOIN (
    SELECT event_id, json_group_array(name) AS names
    FROM (
        SELECT DISTINCT event_id, name
        FROM participants JOIN organisations USING (organisation_id)
        ORDER BY event_id, name
    ) AS named
    GROUP BY event_id
) AS bodies ON bodies.event_id = events.event_id
LEFT JOIN (
    SELECT event_id, json_group_array(name) AS names
    FROM (
        SELECT DISTINCT event_id, name
        FROM participants JOIN states USING (state_id)
        ORDER BY event_id, name
    ) AS named
    GROUP BY event_id
) AS powers ON powers.event_id = events.event_id
LEFT JOIN (
    SELECT event_id, json_group_array(url) AS addresses
    FROM (
        SELECT event_id, url
        FROM event_sources JOIN sources USING (source_id)
        ORDER BY event_id, url
    ) AS told
    GROUP BY event_id
) AS pages ON pages.event_id = events.event_id
ORDER BY events.event_id
