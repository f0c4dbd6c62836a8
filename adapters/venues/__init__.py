"""Venues behind the one port of `domain.trading.ports.Venue`."""
