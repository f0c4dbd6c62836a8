"""Strategies: what is traded by rule, and how it fared on history.

A *definition* is a detector, filters, a stop policy and an exit policy under one versioned name. A *run* plays one
version over one history by the production rules. A *signal* here is a bar at whose close the strategy wants to enter,
and the side. What a run finds is *evidence*; a strategy moves on in its life only with it.
"""
