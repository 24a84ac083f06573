"""The walls around the search, and its two doors.

Behind row security PostgreSQL uses no index of words, because their operators could tell of rows that one may not see.
The two functions run as the owner instead, and look themselves at the prefecture of the transaction and at what is
published: they give identifiers and words of the directory, nothing else.
"""

from django.db import migrations

from approdo.core.tenancy import WEB_ROLE, row_security

STAFF = "coalesce((SELECT current_setting('approdo.reader', true)), '') <> 'public'"
PUBLIC = {"searchdocument": "state = 'published'", "searchword": "false"}
WALLS = "".join(
    row_security(f"network_{table}") + f"CREATE POLICY for_the_public ON network_{table} AS RESTRICTIVE"
    f" USING ({STAFF} OR ({readable})) WITH CHECK ({STAFF});"
    f"CREATE POLICY public_removes_nothing ON network_{table} AS RESTRICTIVE FOR DELETE USING ({STAFF});"
    for table, readable in PUBLIC.items()
)

# What is withdrawn is found no more, whoever withdraws it.
ALIKE = """
ALTER TABLE network_service ADD CONSTRAINT service_state_key UNIQUE (id, state);
ALTER TABLE network_searchdocument ADD CONSTRAINT document_state_as_service FOREIGN KEY (service_id, state)
  REFERENCES network_service (id, state) ON UPDATE CASCADE ON DELETE CASCADE;
"""

# `every` is asked first, so that what holds the whole question is never cut off by what holds a part of it.
DOORS = f"""
CREATE FUNCTION network_search(every tsquery, one tsquery, shown_from date, most integer)
RETURNS TABLE (service uuid, score real, whole boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT found.service_id, max(found.likeness)::real, bool_or(found.every)
    FROM ((SELECT kept.service_id, ts_rank('{{0.1, 0.3, 0.5, 1.0}}', kept.words, every) AS likeness, true AS every
             FROM network_searchdocument AS kept
            WHERE kept.words @@ every AND kept.prefecture_id = current_setting('approdo.prefecture', true)
              AND kept.state = 'published' AND kept.confirmed_on >= shown_from
            LIMIT most)
          UNION ALL
          (SELECT kept.service_id, ts_rank('{{0.1, 0.3, 0.5, 1.0}}', kept.words, one), false
             FROM network_searchdocument AS kept
            WHERE kept.words @@ one AND kept.prefecture_id = current_setting('approdo.prefecture', true)
              AND kept.state = 'published' AND kept.confirmed_on >= shown_from
            LIMIT most)) AS found
   GROUP BY found.service_id ORDER BY 3 DESC, 2 DESC, 1 LIMIT most
$$;
CREATE FUNCTION network_words_like(typed text[], most integer)
RETURNS TABLE (asked text, word text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT typed_word, close.word
    FROM unnest(typed) AS typed_word
   CROSS JOIN LATERAL (
     SELECT kept.word FROM network_searchword AS kept
      WHERE kept.word % typed_word AND kept.prefecture_id = current_setting('approdo.prefecture', true)
      ORDER BY similarity(kept.word, typed_word) DESC, kept.word LIMIT most) AS close
$$;
REVOKE ALL ON FUNCTION network_search(tsquery, tsquery, date, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION network_words_like(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network_search(tsquery, tsquery, date, integer) TO {WEB_ROLE};
GRANT EXECUTE ON FUNCTION network_words_like(text[], integer) TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0006_search")]

    operations = [
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        migrations.RunSQL(ALIKE, migrations.RunSQL.noop),
        migrations.RunSQL(DOORS, migrations.RunSQL.noop),
    ]
