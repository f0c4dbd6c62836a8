"""One symbol: its chart, the ticket, the book, and what is open on the account."""
