"""The slow path of back-tests: the engine's own code on the paper venue, a history for a market, a clock that jumps."""
