"""Identity: tenants, users, sessions, roles and what each role may do.

A *principal* is who is acting, established from a live session on every event; a *permission* is what a handler or
endpoint declares; a *role* is a set of permissions. Default is deny.
"""
