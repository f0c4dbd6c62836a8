"""The words of the domain's enumerations, as they are shown."""

from __future__ import annotations

from robson_app.i18n.words import N_, t

WORDS = (
    *(N_("long"), N_("short"), N_("buy"), N_("sell"), N_("Long"), N_("Short"), N_("Buy"), N_("Sell")),
    *(N_("entry"), N_("stop"), N_("target"), N_("exit"), N_("Entry"), N_("Stop"), N_("Target"), N_("Exit")),
    *(N_("market"), N_("limit"), N_("stop market"), N_("stop limit")),
    *(N_("intent"), N_("sending"), N_("open"), N_("partially filled"), N_("filled"), N_("cancelled"), N_("expired")),
    *(N_("rejected"), N_("denied"), N_("unknown")),
    *(N_("active"), N_("reducing"), N_("halted"), N_("paper"), N_("testnet"), N_("live"), N_("reserved")),
    *(N_("level"), N_("fallback"), N_("manual"), N_("trail"), N_("both")),
    *(N_("armed"), N_("entering"), N_("protecting"), N_("exiting"), N_("closed")),
    *(N_("created"), N_("validated"), N_("executed")),
    *(N_("above"), N_("below"), N_("cash"), N_("budget"), N_("risk"), N_("symbol exposure"), N_("total exposure")),
    *(
        N_("Entry filled"),
        N_("Entry cancelled"),
        N_("Entry rejected"),
        N_("Entry expired"),
        N_("Entry partially filled"),
    ),
    *(N_("Stop filled"), N_("Stop cancelled"), N_("Stop rejected"), N_("Stop expired"), N_("Stop partially filled")),
    *(
        N_("Target filled"),
        N_("Target cancelled"),
        N_("Target rejected"),
        N_("Target expired"),
        N_("Target partially filled"),
    ),
    *(N_("Exit filled"), N_("Exit cancelled"), N_("Exit rejected"), N_("Exit expired"), N_("Exit partially filled")),
    *(N_("Protected"), N_("Stopped"), N_("Exited"), N_("Executed"), N_("Flattened"), N_("Validated")),
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
    *(N_("forming"), N_("confirmed"), N_("accepted"), N_("dismissed"), N_("invalidated")),
    *(N_("fast"), N_("slow"), N_("length"), N_("low"), N_("signal"), N_("deviations"), N_("narrowest of")),
    *(N_("venue maximum"), N_("P&L"), N_("quantity"), N_("price")),
)
"""Every value that rows and sentences are filled with; `word` finds its translation."""


def word(value: str) -> str:
    """Show an enumeration's value, e.g. `stop_market`, in the language being spoken."""
    return t(value.replace("_", " "))
