-- The web's and the engine's roles: they log in through the owner's connection (`-c role=…`) or a login that was
-- granted them, own nothing and bypass nothing. Roles belong to the cluster, so they may exist already.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['robson_app', 'robson_engine'] LOOP
        BEGIN
            EXECUTE format(
                'CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION', role
            );
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- made by another database of this cluster
        END;
        IF NOT pg_has_role(current_user, role, 'SET') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER WITH INHERIT FALSE, SET TRUE', role);
        END IF;
    END LOOP;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO robson_app, robson_engine;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;

-- Both: the books, an append-only chain, the market.
GRANT SELECT, UPDATE ON account, plan, event_head TO robson_app, robson_engine;
GRANT SELECT, INSERT, UPDATE ON position, trade_order, account_month TO robson_app, robson_engine;
GRANT SELECT, INSERT ON fill, equity_point, event TO robson_app, robson_engine;
GRANT SELECT ON tenant, demo, instrument, candle, market_cursor, engine_lease, alembic_version
    TO robson_app, robson_engine;
GRANT EXECUTE ON FUNCTION expect_one TO robson_app, robson_engine;

-- The web: who comes in, what they plan, answers to repeated writes.
GRANT INSERT ON tenant, demo, account, plan, event_head TO robson_app;
GRANT SELECT, INSERT, UPDATE ON app_user, session TO robson_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO robson_app;

-- The engine: the market's records, the lease, the paper venue, the end of demos.
GRANT INSERT, UPDATE ON market_cursor, engine_lease TO robson_engine;
GRANT INSERT, UPDATE, DELETE ON instrument, candle TO robson_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON paper_account, paper_balance, paper_debt, paper_order, paper_fill
    TO robson_engine;
GRANT EXECUTE ON FUNCTION candle_month, candle_drop_empty, purge_demo TO robson_engine;
