"""A tenant's strategies, those to begin with, and the form that makes one."""
