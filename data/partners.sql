-- One row an organisation outside the SCO that signed, took part or was quoted.
WITH signed AS (
    SELECT
        partner.organisation_id,
        agreements.agreement_id,
        agreements.signed_on,
        max(CASE WHEN ours.organisation_id IN ('sco', 'sco-secretariat') THEN 1 ELSE 0 END)
            AS by_secretariat
    FROM agreements
    JOIN agreement_parties AS ours
        ON ours.agreement_id = agreements.agreement_id AND ours.side = 'sco'
    JOIN agreement_parties AS partner
        ON partner.agreement_id = agreements.agreement_id AND partner.side = 'partner'
    WHERE agreements.status <> 'in-preparation' AND partner.organisation_id IS NOT NULL
    GROUP BY partner.organisation_id, agreements.agreement_id, agreements.signed_on
),
dated AS (
    SELECT
        organisation_id,
        agreement_id,
        signed_on,
        row_number() OVER (PARTITION BY organisation_id ORDER BY signed_on, agreement_id)
            AS from_first,
        row_number() OVER (PARTITION BY organisation_id ORDER BY signed_on DESC, agreement_id DESC)
            AS from_latest
    FROM signed
    WHERE signed_on IS NOT NULL
),
agreed AS (
    SELECT
        organisation_id,
        count(*) AS agreements,
        min(CASE WHEN by_secretariat = 1 THEN signed_on END) AS first_secretariat_agreement_on
    FROM signed
    GROUP BY organisation_id
),
took_part AS (
    SELECT
        organisation_id,
        count(DISTINCT event_id) AS events,
        count(DISTINCT CASE WHEN type IN ('meeting', 'consultations', 'visit') THEN event_id END)
            AS meetings,
        min(start_on) AS first_event_on,
        max(start_on) AS latest_event_on
    FROM participants JOIN events USING (event_id)
    GROUP BY organisation_id
),
said AS (
    SELECT organisation_id, count(*) AS quotes
    FROM quotes
    GROUP BY organisation_id
),
named AS (
    SELECT organisation_id, count(DISTINCT quote_id) AS quotes
    FROM quote_mentions
    GROUP BY organisation_id
)
SELECT
    organisations.organisation_id,
    organisations.name,
    organisations.acronym,
    organisations.kind,
    places.name AS place,
    places.state_id,
    coalesce(agreed.agreements, 0) AS agreements,
    first_signed.signed_on AS first_agreement_on,
    first_signed.agreement_id AS first_agreement_id,
    latest_signed.signed_on AS latest_agreement_on,
    latest_signed.agreement_id AS latest_agreement_id,
    agreed.first_secretariat_agreement_on,
    coalesce(took_part.events, 0) AS events,
    coalesce(took_part.meetings, 0) AS meetings,
    took_part.first_event_on,
    took_part.latest_event_on,
    coalesce(said.quotes, 0) AS quotes,
    coalesce(named.quotes, 0) AS quotes_naming,
    organisations.website,
    organisations.wikidata_id
FROM organisations
LEFT JOIN places ON places.place_id = organisations.place_id
LEFT JOIN agreed ON agreed.organisation_id = organisations.organisation_id
LEFT JOIN dated AS first_signed
    ON first_signed.organisation_id = organisations.organisation_id AND first_signed.from_first = 1
LEFT JOIN dated AS latest_signed
    ON latest_signed.organisation_id = organisations.organisation_id
    AND latest_signed.from_latest = 1
LEFT JOIN took_part ON took_part.organisation_id = organisations.organisation_id
LEFT JOIN said ON said.organisation_id = organisations.organisation_id
LEFT JOIN named ON named.organisation_id = organisations.organisation_id
WHERE organisations.kind <> 'sco-body'
    AND (agreed.agreements > 0 OR took_part.events > 0 OR said.quotes > 0)
ORDER BY organisations.organisation_id
