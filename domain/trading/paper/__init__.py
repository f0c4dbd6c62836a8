"""The paper venue's rules: what one account's orders do against market data, pure and deterministic.

A *step* is what one command or one market event changes: orders, trades, balances. An order *waits* while the
entry it protects has not filled; it is *triggered* once its stop price traded; a *debt* is the base asset borrowed
for a short, backed one to one by quote collateral. The venue knows nothing of plans or positions; it is told orders
and obeys.
"""
