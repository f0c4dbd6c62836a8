"""Risk: size from the stop, the stop from the chart, the month from a budget.

*Span* is the distance from average entry to the initial stop; *R* the money planned to be lost at that stop;
*budget* what an account may still lose this calendar month; *latent* what open positions would lose if every
current stop filled; a *gate* a reason to deny. Everything here is synchronous and pure.
"""
