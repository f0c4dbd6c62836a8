"""Detectors over columns: indicators and candlestick patterns by TA-Lib, chart patterns by the domain's own rules."""
