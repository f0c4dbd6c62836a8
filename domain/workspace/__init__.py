"""Workspace: how a user has arranged the desk for themselves.

*Preferences* are one document a user: look, language, time zone, chart, panels and the *watch-list* of starred pairs. A
*sheet* holds the *drawings* (levels and lines) of one user on one pair. Both carry a version that rises with every
change. Nothing here moves money: every role may arrange its own desk, and nobody sees another's.
"""
