"""Invitations, and people who are gone; a session's role is its user's, whenever either changes."""

from __future__ import annotations

import psycopg
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_UP = """
ALTER TABLE app_user DROP CONSTRAINT app_user_role_check,
    ADD CONSTRAINT app_user_role_check CHECK (role IN ('owner', 'admin', 'risk', 'trader', 'viewer', 'demo', 'gone')),
    ADD CONSTRAINT app_user_tenant_id_id_role_key UNIQUE (tenant_id, id, role);
ALTER TABLE session DROP CONSTRAINT session_role_check, DROP CONSTRAINT session_tenant_id_user_id_fkey,
    ADD CONSTRAINT session_role_check CHECK (role IN ('owner', 'admin', 'risk', 'trader', 'viewer', 'demo', 'gone'));
ALTER TABLE session ADD CONSTRAINT session_tenant_id_user_id_role_fkey FOREIGN KEY (tenant_id, user_id, role)
    REFERENCES app_user (tenant_id, id, role) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE invitation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    token_hash text NOT NULL,
    invited_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT invitation_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT invitation_tenant_id_invited_by_fkey FOREIGN KEY (tenant_id, invited_by)
        REFERENCES app_user (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT invitation_role_check CHECK (role IN ('owner', 'admin', 'risk', 'trader', 'viewer', 'demo', 'gone')),
    CONSTRAINT invitation_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX invitation_tenant_id_email_idx ON invitation (tenant_id, email);
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON invitation USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid);
-- The hash of a secret finds its invitation: whoever presents it sees that row, and only that.
CREATE POLICY by_hash ON invitation FOR SELECT
    USING (token_hash = NULLIF(current_setting('app.invitation_hash', true), ''));
REVOKE ALL ON invitation FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON invitation TO robson_app;
GRANT DELETE ON login, pass TO robson_app;
"""
_DOWN = """
REVOKE DELETE ON login, pass FROM robson_app;
DROP TABLE invitation;
ALTER TABLE session DROP CONSTRAINT session_tenant_id_user_id_role_fkey, DROP CONSTRAINT session_role_check;
ALTER TABLE session NO FORCE ROW LEVEL SECURITY;
ALTER TABLE app_user NO FORCE ROW LEVEL SECURITY;
DELETE FROM session WHERE role = 'gone';
UPDATE app_user SET role = 'viewer' WHERE role = 'gone';
ALTER TABLE session FORCE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
ALTER TABLE app_user DROP CONSTRAINT app_user_tenant_id_id_role_key, DROP CONSTRAINT app_user_role_check,
    ADD CONSTRAINT app_user_role_check CHECK (role IN ('owner', 'admin', 'risk', 'trader', 'viewer', 'demo'));
ALTER TABLE session
    ADD CONSTRAINT session_role_check CHECK (role IN ('owner', 'admin', 'risk', 'trader', 'viewer', 'demo')),
    ADD CONSTRAINT session_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES app_user (tenant_id, id) DEFERRABLE INITIALLY DEFERRED;
"""


def upgrade() -> None:
    _driver().execute(_UP)


def downgrade() -> None:
    _driver().execute(_DOWN)


def _driver() -> psycopg.Connection:
    return op.get_bind().connection.dbapi_connection  # type: ignore[return-value]  # raw: no paramstyle
