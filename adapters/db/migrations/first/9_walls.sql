-- Row-level security, forced. The setting is local to a transaction and the empty string after it.

DO $$
DECLARE
    part text;
    mine text := '%I = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid';
    rule text;
BEGIN
    FOREACH part IN ARRAY ARRAY[
        'tenant', 'app_user', 'session', 'account', 'account_month', 'equity_point', 'plan', 'position', 'trade_order',
        'fill', 'event', 'event_head', 'idempotency_key', 'paper_account', 'paper_balance', 'paper_debt',
        'paper_order', 'paper_fill'
    ] LOOP
        rule := format(mine, CASE part WHEN 'tenant' THEN 'id' ELSE 'tenant_id' END);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('CREATE POLICY of_tenant ON %I USING (%s) WITH CHECK (%s)', part, rule, rule);
    END LOOP;
END
$$;

-- A cookie finds its tenant: whoever presents the hash of a secret sees that session, and only that.
CREATE POLICY by_hash ON session FOR SELECT
    USING (token_hash = NULLIF(current_setting('app.session_hash', true), ''));

-- The engine finds work across tenants while it acts for none; inside a tenant's unit it sees that tenant alone.
CREATE POLICY find_work ON account FOR SELECT TO robson_engine
    USING (NULLIF(current_setting('app.tenant_id', true), '') IS NULL);
CREATE POLICY find_work ON plan FOR SELECT TO robson_engine
    USING (NULLIF(current_setting('app.tenant_id', true), '') IS NULL);
CREATE POLICY find_work ON position FOR SELECT TO robson_engine
    USING (NULLIF(current_setting('app.tenant_id', true), '') IS NULL);
CREATE POLICY find_work ON trade_order FOR SELECT TO robson_engine
    USING (NULLIF(current_setting('app.tenant_id', true), '') IS NULL);
CREATE POLICY find_work ON event_head FOR SELECT TO robson_engine
    USING (NULLIF(current_setting('app.tenant_id', true), '') IS NULL);
