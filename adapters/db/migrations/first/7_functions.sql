-- What row-level security and grants alone cannot express. Each function is named, with its reason, in the
-- catalogue test.

-- Ends a transaction in which a write met no row, without another round trip to look.
CREATE FUNCTION expect_one(changed bigint, what text, state text DEFAULT 'RB001') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF changed <> 1 THEN
        RAISE EXCEPTION USING ERRCODE = state, MESSAGE = what;
    END IF;
END
$$;

-- The engine's role owns nothing, so it asks here for the partition of a month.
CREATE FUNCTION candle_month(at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first timestamptz := date_trunc('month', at, 'UTC');
    name text := 'candle_' || to_char(first AT TIME ZONE 'UTC', 'YYYYMM');
BEGIN
    IF first < '2009-01-01T00:00Z' OR first > '2100-01-01T00:00Z' THEN
        RAISE EXCEPTION 'candles are kept from 2009 to 2100, not of %', first;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('candle_month'));
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.candle FOR VALUES FROM (%L) TO (%L)',
        name, first, (first AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'
    );
END
$$;

-- Drops partitions whose month is over before a moment and which hold nothing any more; returns how many.
CREATE FUNCTION candle_drop_empty(before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    partition record;
    filled boolean;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('candle_month'));
    FOR partition IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.candle'::regclass
            AND to_date(substr(c.relname, 8), 'YYYYMM') + interval '1 month' <= before AT TIME ZONE 'UTC'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', partition.relname) INTO filled;
        IF NOT filled THEN
            EXECUTE format('DROP TABLE public.%I', partition.relname);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END
$$;

-- Deletes everything of a demo whose time is over, and of nobody else. Events are append-only for every role of the
-- product; this is the one way out, and it takes the whole chain.
CREATE FUNCTION purge_demo(which uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    outer_tenant text := coalesce(current_setting('app.tenant_id', true), '');
    part text;
BEGIN
    PERFORM 1 FROM demo WHERE tenant_id = which AND expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM set_config('app.tenant_id', which::text, true);
    FOREACH part IN ARRAY ARRAY[
        'paper_fill', 'paper_order', 'paper_debt', 'paper_balance', 'paper_account',
        'idempotency_key', 'event', 'event_head', 'fill', 'trade_order', 'position', 'plan',
        'equity_point', 'account_month', 'account', 'session', 'app_user', 'demo'
    ] LOOP
        EXECUTE format('DELETE FROM public.%I WHERE tenant_id = $1', part) USING which;
    END LOOP;
    DELETE FROM tenant WHERE id = which;
    PERFORM set_config('app.tenant_id', outer_tenant, true);
    RETURN true;
END
$$;
