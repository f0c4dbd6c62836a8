"""Trading: plan, order, fill, position, and the protocol that never loses or doubles an order.

A *plan* is a priced, sized, risk-checked intention; an *order* one instruction to a venue; a *fill* one trade
of an order; a *position* the exposure a plan's entry created. An order whose outcome is not known is `UNKNOWN`
until evidence resolves it. `DENIED` is our own refusal before sending, `REJECTED` the venue's proven one.
"""
