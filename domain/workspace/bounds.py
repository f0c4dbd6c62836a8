"""How much a user may keep. What is beyond is refused by name, never cut off in silence."""

from datetime import UTC, datetime

MOST_INDICATORS = 16
MOST_NUMBERS = 8
MOST_PANELS = 32
MOST_WATCHED = 50
LONGEST_NAME = 40
LONGEST_ZONE = 64
MOST_DRAWINGS = 60
MOST_SHEETS = 200
EARLIEST, LATEST = datetime(2009, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
