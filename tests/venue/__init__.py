"""A local venue for tests: Binance's spot protocols over loopback, with a price and faults that the test commands.

Start it in a test with `async with LocalVenue() as venue`, or as a process of its own with `python -m tests.venue`.
What it speaks, how it is commanded and where it differs from the real one: docs/specs/local-venue.md.
"""

from tests.venue.faults import Fault
from tests.venue.remote import RemoteVenue, venue_process
from tests.venue.server import LocalVenue
from tests.venue.wires import StreamFault

__all__ = ["Fault", "LocalVenue", "RemoteVenue", "StreamFault", "venue_process"]
