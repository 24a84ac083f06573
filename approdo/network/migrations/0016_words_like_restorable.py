"""A door that a backup brings back.

`SET pg_trgm.… = …` on a function is refused to who is no superuser as long as the session has not used pg_trgm: so it
is in the session of a restore. The function sets its threshold by itself and gives back the one it found.
"""

from django.db import migrations

DOOR = """
CREATE OR REPLACE FUNCTION network_words_like(typed text[], most integer)
RETURNS TABLE (asked text, word text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found_as text := coalesce(nullif(current_setting('pg_trgm.similarity_threshold', true), ''), '0.3');
BEGIN
  PERFORM set_config('pg_trgm.similarity_threshold', '0.25', true);
  RETURN QUERY
    SELECT typed_word, close.word::text
      FROM unnest(typed) AS typed_word
     CROSS JOIN LATERAL (
       SELECT kept.word FROM network_searchword AS kept
        WHERE kept.word % typed_word AND kept.prefecture_id = current_setting('approdo.prefecture', true)
        ORDER BY similarity(kept.word, typed_word) DESC, kept.word LIMIT most) AS close;
  PERFORM set_config('pg_trgm.similarity_threshold', found_as, true);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0015_foreign_records_walls")]

    operations = [migrations.RunSQL(DOOR, migrations.RunSQL.noop)]
