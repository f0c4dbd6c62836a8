"""Market data: instruments with their filters, candles, ticks, books, and where they come from.

A *tick* is one trade price; a *candle* aggregates ticks of one timeframe and is *closed* once its time is
over; the *feed* is the one source of ticks and books (live, replayed or simulated); an *instrument* is a pair
with the venue's filters (tick size, lot step, minimum quantity and notional).
"""
