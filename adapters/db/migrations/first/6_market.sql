-- Instruments, candles by month, the market cursor and the engine lease.

CREATE TABLE instrument (
    symbol text NOT NULL,
    tick numeric(38, 18) NOT NULL,
    step numeric(38, 18) NOT NULL,
    min_quantity numeric(38, 18) NOT NULL,
    max_quantity numeric(38, 18) NOT NULL,
    min_notional numeric(38, 18) NOT NULL,
    trading boolean NOT NULL,
    CONSTRAINT instrument_pkey PRIMARY KEY (symbol)
);

CREATE TABLE candle (
    feed text NOT NULL,
    symbol text NOT NULL,
    timeframe text NOT NULL,
    open_time timestamptz NOT NULL,
    open numeric(38, 18) NOT NULL,
    high numeric(38, 18) NOT NULL,
    low numeric(38, 18) NOT NULL,
    close numeric(38, 18) NOT NULL,
    volume numeric(38, 18) NOT NULL,
    filled boolean NOT NULL,
    CONSTRAINT candle_pkey PRIMARY KEY (feed, symbol, timeframe, open_time)
) PARTITION BY RANGE (open_time);

CREATE TABLE market_cursor (
    one_row boolean NOT NULL,
    feed text NOT NULL,
    market_at timestamptz NOT NULL,
    CONSTRAINT market_cursor_pkey PRIMARY KEY (one_row),
    CONSTRAINT market_cursor_one_row_check CHECK (one_row)
);

CREATE TABLE engine_lease (
    name text NOT NULL,
    holder uuid NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT engine_lease_pkey PRIMARY KEY (name)
);
