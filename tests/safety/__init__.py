"""The crash campaign: engines are killed, a successor recovers, and the venue's book is compared with ours.

`python -m tests.safety` (`make safety`). What is killed where, how it is judged and what it measured: docs/safety/.
"""
