-- One row an organisation outside the SCO and calendar year, from its first agreement or event to the year of the latest event.
WITH RECURSIVE signed AS (
    SELECT
        agreement_parties.organisation_id,
        agreements.agreement_id,
        CAST(strftime('%Y', agreements.signed_on) AS INTEGER) AS signed_year,
        -- The first year at whose end its validity was over, and the first that saw it renewed.
        CASE
            WHEN agreements.valid_until IS NULL THEN 9999
            WHEN CAST(agreements.valid_until AS TEXT) LIKE '%-12-31'
                THEN CAST(strftime('%Y', agreements.valid_until) AS INTEGER) + 1
            ELSE CAST(strftime('%Y', agreements.valid_until) AS INTEGER)
        END AS expired_year,
        CASE
            WHEN agreements.status = 'signed' THEN 9999
            WHEN min(renewals.signed_on) IS NOT NULL
                THEN CAST(strftime('%Y', min(renewals.signed_on)) AS INTEGER)
            WHEN agreements.valid_until IS NULL THEN 0
            ELSE 9999
        END AS renewed_year
    FROM agreements
    JOIN agreement_parties ON agreement_parties.agreement_id = agreements.agreement_id
    LEFT JOIN agreements AS renewals
        ON renewals.renews_id = agreements.agreement_id AND renewals.status <> 'in-preparation'
    WHERE agreements.status <> 'in-preparation' AND agreements.signed_on IS NOT NULL
        AND agreement_parties.side = 'partner' AND agreement_parties.organisation_id IS NOT NULL
    GROUP BY
        agreement_parties.organisation_id,
        agreements.agreement_id,
        agreements.signed_on,
        agreements.valid_until,
        agreements.status
),
took_part AS (
    SELECT
        participants.organisation_id,
        CAST(strftime('%Y', events.start_on) AS INTEGER) AS year,
        count(DISTINCT event_id) AS events,
        count(DISTINCT CASE WHEN type = 'summit' THEN event_id END) AS summits,
        count(DISTINCT CASE WHEN type = 'ministerial-meeting' THEN event_id END)
            AS ministerial_meetings,
        count(DISTINCT CASE WHEN type IN ('meeting', 'consultations', 'visit') THEN event_id END)
            AS meetings
    FROM participants JOIN events USING (event_id)
    WHERE participants.organisation_id IS NOT NULL
    GROUP BY participants.organisation_id, CAST(strftime('%Y', events.start_on) AS INTEGER)
),
begun AS (
    SELECT organisation_id, min(year) AS first_year
    FROM (
        SELECT organisation_id, signed_year AS year FROM signed
        UNION ALL
        SELECT organisation_id, year FROM took_part
    ) AS beginnings
    GROUP BY organisation_id
),
years(year) AS (
    SELECT min(first_year) FROM begun
    UNION ALL
    SELECT year + 1 FROM years
    WHERE year < (SELECT max(CAST(strftime('%Y', start_on) AS INTEGER)) FROM events)
)
SELECT
    organisations.organisation_id,
    organisations.name,
    organisations.kind,
    years.year,
    (
        SELECT count(*) FROM signed
        WHERE signed.organisation_id = begun.organisation_id AND signed.signed_year = years.year
    ) AS agreements_signed,
    (
        SELECT count(*) FROM signed
        WHERE signed.organisation_id = begun.organisation_id
            AND signed.signed_year <= years.year
            AND signed.expired_year > years.year
            AND signed.renewed_year > years.year
    ) AS agreements_in_force,
    coalesce(took_part.events, 0) AS events,
    coalesce(took_part.summits, 0) AS summits,
    coalesce(took_part.ministerial_meetings, 0) AS ministerial_meetings,
    coalesce(took_part.meetings, 0) AS meetings
FROM begun
JOIN years ON years.year >= begun.first_year
JOIN organisations ON organisations.organisation_id = begun.organisation_id
LEFT JOIN took_part ON took_part.organisation_id = begun.organisation_id AND took_part.year = years.year
WHERE organisations.kind <> 'sco-body'
ORDER BY organisations.organisation_id, years.year
