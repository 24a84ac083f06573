"""Counts of reception and its accounting for the national observatory: numbers of each prefecture, and no row."""

from django.db import migrations

from approdo.core.tenancy import NATIONAL, WEB_ROLE

# Runs as the owner of the tables, who stands outside the wall, and so answers nobody but the observatory.
COUNTS = f"""
CREATE FUNCTION accounting_national_counts(on_day date)
RETURNS TABLE (prefecture_id varchar, centres bigint, places bigint, guests bigint, not_sealed bigint, findings bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH open_centre AS (
    SELECT centre.id, centre.prefecture_id FROM reception_centre AS centre
     WHERE centre.opened_on <= on_day AND (centre.closed_on IS NULL OR centre.closed_on > on_day)),
  counted AS (
    SELECT held.prefecture_id, count(*) AS centres,
           coalesce(sum((SELECT capacity.authorised + capacity.emergency FROM reception_centrecapacity AS capacity
                          WHERE capacity.centre_id = held.id AND capacity.valid_from <= on_day
                          ORDER BY capacity.valid_from DESC LIMIT 1)), 0)::bigint AS places
      FROM open_centre AS held GROUP BY held.prefecture_id),
  slept AS (
    SELECT stay.prefecture_id, count(*) AS guests FROM reception_stay AS stay
     WHERE stay.superseded_at IS NULL AND stay.entry <= on_day AND (stay.exit IS NULL OR stay.exit > on_day)
     GROUP BY stay.prefecture_id),
  month_before AS (SELECT (date_trunc('month', on_day) - interval '1 month')::date AS first,
                          date_trunc('month', on_day)::date AS until),
  waiting AS (
    SELECT centre.prefecture_id, count(*) AS not_sealed FROM reception_centre AS centre, month_before
     WHERE EXISTS (SELECT FROM reception_stay AS stay WHERE stay.centre_id = centre.id AND stay.superseded_at IS NULL
                      AND stay.prefecture_id = centre.prefecture_id
                      AND stay.entry < month_before.until
                      AND (stay.exit IS NULL OR stay.exit > greatest(stay.entry, month_before.first)))
       AND coalesce((SELECT register.state FROM reception_registermonth AS register
                      WHERE register.centre_id = centre.id AND register.month = month_before.first
                      ORDER BY register.edition DESC LIMIT 1), 'open') <> 'sealed'
     GROUP BY centre.prefecture_id),
  doubtful AS (
    SELECT finding.prefecture_id, count(*) AS findings FROM accounting_finding AS finding
     WHERE finding.state = 'open' AND finding.gone_at IS NULL GROUP BY finding.prefecture_id)
  SELECT prefecture.code, coalesce(counted.centres, 0), coalesce(counted.places, 0), coalesce(slept.guests, 0),
         coalesce(waiting.not_sealed, 0), coalesce(doubtful.findings, 0)
    FROM core_prefecture AS prefecture
    LEFT JOIN counted ON counted.prefecture_id = prefecture.code
    LEFT JOIN slept ON slept.prefecture_id = prefecture.code
    LEFT JOIN waiting ON waiting.prefecture_id = prefecture.code
    LEFT JOIN doubtful ON doubtful.prefecture_id = prefecture.code
   WHERE prefecture.code <> '{NATIONAL}' AND current_setting('approdo.prefecture', true) = '{NATIONAL}'
$$;
REVOKE ALL ON FUNCTION accounting_national_counts(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounting_national_counts(date) TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0005_settlement_walls"),
        ("reception", "0008_measures"),
        ("core", "0013_national_observer"),
    ]

    operations = [migrations.RunSQL(COUNTS, "DROP FUNCTION accounting_national_counts(date)")]
