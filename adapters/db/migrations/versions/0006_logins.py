"""People who sign in: logins, passes, what a session knows of its browser, and the counters of attempts."""

from __future__ import annotations

import psycopg
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UP = """
ALTER TABLE session ADD COLUMN address text NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN device text NOT NULL DEFAULT '';
ALTER TABLE session ALTER COLUMN address DROP DEFAULT, ALTER COLUMN device DROP DEFAULT;
ALTER TABLE session ADD COLUMN seen_at timestamptz, ADD COLUMN factor_at timestamptz;

CREATE TABLE login (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    password_at timestamptz NOT NULL,
    factor text,
    factor_offered text,
    factor_at timestamptz,
    factor_step bigint NOT NULL,
    recovery jsonb NOT NULL,
    version integer NOT NULL,
    CONSTRAINT login_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT login_tenant_id_id_fkey FOREIGN KEY(tenant_id, id) REFERENCES app_user (tenant_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT login_email_key UNIQUE (email)
);

CREATE TABLE pass (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT pass_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT pass_tenant_id_user_id_fkey FOREIGN KEY(tenant_id, user_id) REFERENCES app_user (tenant_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT pass_purpose_check CHECK (purpose IN ('second_factor', 'new_password')),
    CONSTRAINT pass_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX pass_tenant_id_user_id_idx ON pass (tenant_id, user_id);

CREATE TABLE attempt (
    key text NOT NULL,
    count integer NOT NULL,
    last_at timestamptz NOT NULL,
    free_at timestamptz NOT NULL,
    CONSTRAINT attempt_pkey PRIMARY KEY (key)
);
CREATE INDEX attempt_last_at_idx ON attempt (last_at);

ALTER TABLE login ENABLE ROW LEVEL SECURITY;
ALTER TABLE login FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON login USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid);
ALTER TABLE pass ENABLE ROW LEVEL SECURITY;
ALTER TABLE pass FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON pass USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid);

-- An address finds its login, the hash of a secret its pass: whoever presents one sees that row, and only that.
CREATE POLICY by_email ON login FOR SELECT USING (email = NULLIF(current_setting('app.email', true), ''));
CREATE POLICY by_hash ON pass FOR SELECT USING (token_hash = NULLIF(current_setting('app.pass_hash', true), ''));

REVOKE ALL ON login, pass, attempt FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON login, pass TO robson_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO robson_app;
"""
_DOWN = """
DROP TABLE attempt, pass, login;
ALTER TABLE session DROP COLUMN factor_at, DROP COLUMN seen_at, DROP COLUMN device, DROP COLUMN address;
"""


def upgrade() -> None:
    _driver().execute(_UP)


def downgrade() -> None:
    _driver().execute(_DOWN)


def _driver() -> psycopg.Connection:
    return op.get_bind().connection.dbapi_connection  # type: ignore[return-value]  # raw: no paramstyle
