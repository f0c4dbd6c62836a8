"""Every pair on offer, sorted, filtered, starred; a click leads to its trade page."""
