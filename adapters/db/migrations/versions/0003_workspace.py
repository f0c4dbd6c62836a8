"""What users have arranged for themselves: preferences, and drawings on charts."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("user_preferences", "drawing_sheet")
_MINE = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
_OF_A_USER = (
    "FOREIGN KEY(tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE "
    "DEFERRABLE INITIALLY DEFERRED"
)


def upgrade() -> None:
    op.execute(f"""
        CREATE TABLE user_preferences (
            tenant_id uuid NOT NULL,
            user_id uuid NOT NULL,
            theme text NOT NULL,
            palette text NOT NULL,
            language text NOT NULL,
            time_zone text NOT NULL,
            sound boolean NOT NULL,
            chart jsonb NOT NULL,
            panels jsonb NOT NULL,
            watch_list jsonb NOT NULL,
            version bigint NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT user_preferences_pkey PRIMARY KEY (tenant_id, user_id),
            CONSTRAINT user_preferences_tenant_id_user_id_fkey {_OF_A_USER},
            CONSTRAINT user_preferences_theme_check CHECK (theme IN ('system', 'dark', 'light')),
            CONSTRAINT user_preferences_palette_check CHECK (palette IN ('standard', 'safe')),
            CONSTRAINT user_preferences_language_check CHECK (language IN ('en', 'pt-BR'))
        )
    """)
    op.execute(f"""
        CREATE TABLE drawing_sheet (
            tenant_id uuid NOT NULL,
            user_id uuid NOT NULL,
            symbol text NOT NULL,
            drawings jsonb NOT NULL,
            version bigint NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT drawing_sheet_pkey PRIMARY KEY (tenant_id, user_id, symbol),
            CONSTRAINT drawing_sheet_tenant_id_user_id_fkey {_OF_A_USER}
        )
    """)
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_tenant ON {table} USING ({_MINE}) WITH CHECK ({_MINE})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO robson_app")


def downgrade() -> None:
    op.execute(f"DROP TABLE {', '.join(_TABLES)}")
