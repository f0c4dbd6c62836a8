"""Where prices come from (live, replayed, simulated) and how every process sees and keeps them."""
