"""Indicators, computed with TA-Lib."""
