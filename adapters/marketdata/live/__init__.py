"""The live market: a venue's public trades, books and candles through ccxt, without a key.

Importing `exchange` costs most of a second and some 70 MB, so `feed.py` does it only when live data is used.
"""
