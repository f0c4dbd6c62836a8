"""The same engine in one process: real term, desks, use cases, adapter; memory, a venue and time of our own.

Everything below ccxt is replaced: requests go straight into the local venue's gate. Time is the event loop's own and
jumps to the next thing that is due, so minutes pass in milliseconds and a seed brings back the same run.
"""
