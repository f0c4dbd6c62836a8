"""The settings, a section a file: to add one, write its module with a `SECTION` and name it in `sections.py`."""
