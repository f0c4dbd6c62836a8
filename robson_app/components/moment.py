"""Moments in the user's own zone, with UTC on hover: the browser knows the zone, the server sends ISO 8601."""

from __future__ import annotations

import reflex as rx


class Moment(rx.Component):
    """One moment; `form` is `time`, `seconds`, `day`, `long-day`, `day-time` or `day-seconds`."""

    library = "/public/desk/moment.jsx"
    tag = "Moment"
    at: rx.Var[str]
    form: rx.Var[str]


class DayHeading(rx.Component):
    """Heading of a day in a list, unless the entry `after` which it stands is of the same day."""

    library = "/public/desk/moment.jsx"
    tag = "DayHeading"
    at: rx.Var[str]
    after: rx.Var[str]


moment = Moment.create
day_heading = DayHeading.create
