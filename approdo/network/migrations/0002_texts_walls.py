"""The second wall around texts and news, histories that are only added to, and two people for rights and emergencies."""

from django.db import migrations

from approdo.core.tenancy import append_only, row_security

TABLES = ("text", "sourceversion", "rendering", "renderingevent", "translationfile", "newsitem")

# A constraint trigger speaks the language of constraints, so that commands translate both in one way.
TWO_PEOPLE = """
CREATE FUNCTION network_reviewer_is_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT text.guarded FROM network_text AS text JOIN network_rendering AS rendering ON rendering.text_id = text.id
       WHERE rendering.id = NEW.rendering_id)
     AND (NEW.by_id IS NULL OR EXISTS (
       SELECT 1 FROM network_renderingevent AS wrote
        WHERE wrote.rendering_id = NEW.rendering_id AND wrote.act = 'written' AND wrote.by_id = NEW.by_id
          AND wrote.number > coalesce((
            SELECT max(accepted.number) FROM network_renderingevent AS accepted
             WHERE accepted.rendering_id = NEW.rendering_id AND accepted.act = 'accepted'
               AND accepted.number > coalesce((
                 SELECT max(reopened.number) FROM network_renderingevent AS reopened
                  WHERE reopened.rendering_id = NEW.rendering_id AND reopened.act = 'reopened'), 0)), 0)))
  THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewer_is_another',
      MESSAGE = 'who translated a text on rights or emergencies does not accept it';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviewer_is_another BEFORE INSERT ON network_renderingevent
  FOR EACH ROW WHEN (NEW.act = 'accepted') EXECUTE FUNCTION network_reviewer_is_another();
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_texts"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL("\n".join(row_security(f"network_{table}") for table in TABLES), migrations.RunSQL.noop),
        migrations.RunSQL(
            append_only("network_sourceversion") + append_only("network_renderingevent"), migrations.RunSQL.noop
        ),
        migrations.RunSQL(TWO_PEOPLE, migrations.RunSQL.noop),
    ]
