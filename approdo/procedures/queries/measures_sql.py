"""The statements behind `queries/measures.py`. Row-level security stands behind the prefecture named in each."""

_CHOSEN = """
    c.prefecture_id = %(prefecture)s
    AND (%(office)s = '' OR c.office = %(office)s)
    AND (%(procedure)s = '' OR c.procedure = %(procedure)s)
"""
# Those that were not closed before the period.
_NOT_CLOSED = f"""
    {_CHOSEN}
    AND c.filed_on <= %(end)s
    AND (c.closed_on IS NULL OR c.closed_on >= %(start)s)
"""
# Those of them that were not yet decided when it began.
_ALIVE = f"{_NOT_CLOSED} AND (c.decided_on IS NULL OR c.decided_on >= %(start)s)"

# A row a case file. The events come only with files whose term is no longer what filing alone made it.
FILES = f"""
SELECT c.procedure, c.filed_on, LEAST(c.decided_on, c.closed_on), c.decided_on, COALESCE(d.outcome, c.outcome),
       c.starts_on, c.effective_due, c.pinned_version,
       p.state, p.asked OR COALESCE(e.asked, false), p.noticed OR COALESCE(e.noticed, false), p.proposed_on, e.told,
       s.seat_comune
FROM procedures_casefile c
JOIN core_prefecture s ON s.code = c.prefecture_id
LEFT JOIN LATERAL (
    SELECT (array_agg(p.target ORDER BY p."on" DESC, p.at DESC, p.id DESC))[1] AS state,
           COALESCE(bool_or(p.act = 'request_integration'), false) AS asked,
           COALESCE(bool_or(p.act = 'notify_10bis'), false) AS noticed,
           min(p."on") FILTER (WHERE p.target = 'decision_proposal') AS proposed_on
    FROM procedures_statepassage p
    WHERE p.prefecture_id = c.prefecture_id AND p.case_id = c.id AND p."on" <= %(end)s
) p ON true
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(e.type, e.occurred_on) ORDER BY e.occurred_on, e.id)::text AS told,
           bool_or(e.type = 'integration_requested') AS asked,
           bool_or(e.type = 'preliminary_rejection_received') AS noticed
    FROM procedures_caseevent e
    WHERE e.prefecture_id = c.prefecture_id AND e.case_id = c.id AND e.cancelled_at IS NULL AND e.occurred_on <= %(end)s
    HAVING bool_or(e.type = ANY(%(moving)s)) OR c.stopped_days > 0
) e ON true
LEFT JOIN LATERAL (
    SELECT d.outcome FROM procedures_decision d
    WHERE d.prefecture_id = c.prefecture_id AND d.case_id = c.id AND d.signed_on <= %(end)s
      AND (d.revoked_on IS NULL OR d.revoked_on > %(end)s)
    ORDER BY d.signed_on DESC LIMIT 1
) d ON true
WHERE {_ALIVE}
"""

# Stays that ended in the period, each cut into the days with whoever had the ball. In an investigation the days on
# which an opinion was awaited are another office's.
STAYS = f"""
WITH stays AS (
    SELECT p.prefecture_id, p.case_id, p.target AS state, p.ball, p."on" AS entered,
           lead(p."on") OVER (PARTITION BY p.case_id ORDER BY p."on", p.at, p.id) AS left_on
    FROM procedures_statepassage p
    JOIN procedures_casefile c ON c.id = p.case_id AND {_NOT_CLOSED}
    WHERE p.prefecture_id = %(prefecture)s
), cut AS (
    SELECT s.*, s.left_on - s.entered AS days, COALESCE(w.days, 0) AS awaited
    FROM stays s
    LEFT JOIN LATERAL (
        SELECT sum(upper(r) - lower(r))::int AS days
        FROM unnest((
            SELECT range_agg(daterange(o.requested_on, GREATEST(o.requested_on, COALESCE(
                       o.received_on, CASE WHEN o.state = 'silent_expired' THEN o.silent_on END, %(end)s))))
            FROM procedures_opinion o
            WHERE o.prefecture_id = s.prefecture_id AND o.case_id = s.case_id AND o.requested_on IS NOT NULL
              AND o.state <> 'not_needed'
        ) * datemultirange(daterange(s.entered, s.left_on))) r
    ) w ON s.state = 'investigation'
    WHERE s.left_on BETWEEN %(start)s AND %(end)s
), pieces AS (
    SELECT state, CASE WHEN state = 'investigation' AND days > 0 THEN 'office' ELSE ball END AS ball,
           days - awaited AS days
    FROM cut
    WHERE days > awaited OR awaited = 0
    UNION ALL
    SELECT state, 'other_office', awaited FROM cut WHERE awaited > 0
)
SELECT state, ball, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY days),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY days), sum(days)
FROM pieces GROUP BY state, ball ORDER BY state, ball
"""

# A defect mended later stands only in the audit, one that is still there also in the checklist. The row without a
# procedure counts the case files with any document checked.
DEFECTS = f"""
WITH checks AS (
    SELECT c.procedure, c.id, i.document, i.defect
    FROM procedures_checklistitem i JOIN procedures_casefile c ON c.id = i.case_id AND {_CHOSEN}
    WHERE i.prefecture_id = %(prefecture)s AND i.checked_at >= %(from_moment)s AND i.checked_at < %(to_moment)s
    UNION
    SELECT c.procedure, c.id, a.payload::jsonb #>> '{{details,document}}', a.payload::jsonb #>> '{{details,defect}}'
    FROM core_auditrecord a JOIN procedures_casefile c ON c.id::text = a.object_id AND {_NOT_CLOSED}
    WHERE a.prefecture_id = %(prefecture)s AND a.object_kind = 'case' AND a.act = 'case.document_checked'
      AND a.at >= %(from_moment)s AND a.at < %(to_moment)s
)
SELECT procedure, document, defect, count(DISTINCT id)
FROM checks GROUP BY GROUPING SETS ((procedure, document, defect), ())
ORDER BY 4 DESC, 1, 2, 3
"""

# Case files granted in the period, and which of the later events they had by its end.
FUNNEL = f"""
SELECT c.procedure, e.type, count(DISTINCT c.id)
FROM procedures_caseevent g
JOIN procedures_casefile c ON c.id = g.case_id AND {_CHOSEN}
JOIN procedures_caseevent e ON e.prefecture_id = g.prefecture_id AND e.case_id = g.case_id AND e.cancelled_at IS NULL
     AND e.occurred_on <= %(end)s AND e.type = ANY(%(stages)s)
WHERE g.prefecture_id = %(prefecture)s AND g.type = 'granted' AND g.cancelled_at IS NULL
  AND g.occurred_on BETWEEN %(start)s AND %(end)s
GROUP BY c.procedure, e.type
"""

DISPUTES = f"""
SELECT l.kind, count(*) FILTER (WHERE l.asked_on BETWEEN %(start)s AND %(end)s),
       count(*) FILTER (WHERE l.lost),
       count(*) FILTER (WHERE l.lost AND l.costs > 0),
       COALESCE(sum(l.costs) FILTER (WHERE l.lost), 0)
FROM (
    SELECT l.kind, l.asked_on, l.costs,
           l.outcome = 'lost' AND COALESCE(l.ended_on BETWEEN %(start)s AND %(end)s, false) AS lost
    FROM procedures_litigation l JOIN procedures_casefile c ON c.id = l.case_id AND {_CHOSEN}
    WHERE l.prefecture_id = %(prefecture)s
      AND (l.asked_on BETWEEN %(start)s AND %(end)s OR l.ended_on BETWEEN %(start)s AND %(end)s)
) l GROUP BY l.kind ORDER BY l.kind
"""
