"""The command line: start the desk, run one of its processes, build its front end, verify its records."""
