"""The rules of the desk: pure Python, standard library only, no framework, driver, clock or network."""
