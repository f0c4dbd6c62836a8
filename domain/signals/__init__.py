"""Signals: what detectors find on closed candles, and what the desk makes of a finding.

A *detector* is a rule with its numbers (`ma_cross:9:21`). It reads *closed* candles only, so the same candles give the
same *findings*, live and in a back-test. A finding has a *side* (1 for a rise, -1 for a fall) and the bar at whose
close it is known. A *signal* is a finding told to a tenant that *watches* for it: it *forms*, is *confirmed*, and then
*accepted* (a plan is made of it), *dismissed*, *invalidated* by a close beyond its stop, or *expired*. A signal is
never an order. The *outcome* of a detector is what its past findings came to by one hypothetical rule, costs included.
"""
