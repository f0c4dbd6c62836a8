"""Hand-written stand-ins for the ports; they pass the same contract suites as the real adapters."""
