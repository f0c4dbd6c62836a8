"""Shared kernel: money, prices, quantities, identities, symbols, clocks, events and the root of all errors.

Everything another context may lean on; this package leans on nothing but the standard library.
"""
