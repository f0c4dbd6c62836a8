"""Events of many pages: how long an answer takes, and what a session costs while it waits."""
