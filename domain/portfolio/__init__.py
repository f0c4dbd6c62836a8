"""What trading has come to: the account's equity day by day, and its closed positions in retrospect.

A *period* is a calendar month, quarter or year of the market clock, UTC, up to now, or everything since the account's
running epoch began. A *trade* is a closed position whose entry filled at least in part. A day's *result* is the change
of equity from the end of the day before; an idle day ends where the one before it did.
"""
