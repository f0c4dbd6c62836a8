"""The fast path of back-tests: the rules of `domain.risk` over whole ticks and steps, compiled by numba.

No figure of money is ever a float. Prices are counted in ticks, quantities in lot steps, money in a unit so small that
every fee and result is a whole number of it; fractions in hundred-thousandths. `grid` says which unit and proves,
before a run, that nothing can pass 64 bits.
"""
