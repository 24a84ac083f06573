"""The second wall around the tables of this app and of the login library; the audit chain."""

from django.db import migrations

from approdo.core.tenancy import WEB_ROLE, append_only, row_security

WEB_ROLE_EXISTS = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{WEB_ROLE}') THEN
    CREATE ROLE {WEB_ROLE} NOLOGIN;
  END IF;
  -- Before PostgreSQL 16 every member of a role may become it.
  IF NOT pg_has_role(current_user, '{WEB_ROLE}',
                     CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
    EXECUTE format('GRANT {WEB_ROLE} TO %I', current_user);
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {WEB_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WEB_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {WEB_ROLE};
REVOKE INSERT, UPDATE, DELETE ON core_prefecture, django_migrations FROM {WEB_ROLE};
"""

REFUSE_CHANGE = """
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

CHAIN = """
CREATE FUNCTION core_chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE link core_auditchain;
BEGIN
  INSERT INTO core_auditchain (prefecture_id, length, head)
    VALUES (NEW.prefecture_id, 0, repeat('0', 64)) ON CONFLICT (prefecture_id) DO NOTHING;
  SELECT * INTO link FROM core_auditchain WHERE prefecture_id = NEW.prefecture_id FOR UPDATE;
  NEW.number := link.length + 1;
  NEW.previous_hash := link.head;
  NEW.hash := encode(sha256(convert_to(link.head || NEW.payload, 'UTF8')), 'hex');
  UPDATE core_auditchain SET length = NEW.number, head = NEW.hash WHERE prefecture_id = NEW.prefecture_id;
  RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON core_auditrecord FOR EACH ROW EXECUTE FUNCTION core_chain_audit();
"""


def of_a_visible_user(table: str) -> str:
    """SQL of a wall around a table of the login library: rows of the users one may see."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY tenancy ON {table} USING (user_id IN (SELECT id FROM core_user));"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "\n".join(
                [
                    WEB_ROLE_EXISTS,
                    REFUSE_CHANGE,
                    row_security("core_user", sign_in=True),
                    row_security("core_membership", sign_in=True),
                    row_security("core_apitoken", sign_in=True),
                    row_security("core_officesettings"),
                    row_security("core_idempotentcall"),
                    row_security("core_auditchain", sign_in=True),
                    row_security("core_auditrecord", sign_in=True),
                    row_security("core_accesslogentry"),
                    row_security("core_storeddocument"),
                    append_only("core_auditrecord"),
                    append_only("core_accesslogentry"),
                    of_a_visible_user("account_emailaddress"),
                    of_a_visible_user("mfa_authenticator"),
                    of_a_visible_user("socialaccount_socialaccount"),
                    CHAIN,
                ]
            ),
            migrations.RunSQL.noop,
        )
    ]
