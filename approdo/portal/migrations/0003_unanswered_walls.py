"""The public counts a search without an answer through one function, and reads no count; offices read their own."""

from django.db import migrations

from approdo.core.tenancy import WEB_ROLE, row_security

STAFF = "coalesce((SELECT current_setting('approdo.reader', true)), '') <> 'public'"
WALL = f"""
{row_security("portal_unansweredsearch")}
CREATE POLICY for_the_public ON portal_unansweredsearch AS RESTRICTIVE USING ({STAFF});
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON portal_unansweredsearch FROM {WEB_ROLE};
CREATE FUNCTION portal_count_unanswered(
  of_month date, read_in text, near_comune text, of_category text, spoken_there text, with_filters boolean)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO portal_unansweredsearch AS kept
    (prefecture_id, month, language, comune, category, spoken, filtered, times)
  VALUES (current_setting('approdo.prefecture'), of_month, read_in, near_comune, of_category, spoken_there, with_filters, 1)
  ON CONFLICT (prefecture_id, month, language, comune, category, spoken, filtered)
  DO UPDATE SET times = kept.times + 1
$$;
REVOKE ALL ON FUNCTION portal_count_unanswered(date, text, text, text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_count_unanswered(date, text, text, text, text, boolean) TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_unanswered")]

    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
