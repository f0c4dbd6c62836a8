"""The engine: the one process that talks to venues, guards stops, reconciles and lets time pass.

Any number may run; a lease in the database picks the *leader* for a *term* with an *epoch*, and everything a term
writes or sends proves that epoch. Within a term, a *desk* is one account's work: a *sending* lane that hands intents
to the venue and a *books* lane that applies what the venue says. Desks fail alone.
"""
