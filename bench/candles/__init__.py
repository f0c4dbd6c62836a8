"""How fast trades become candles."""
