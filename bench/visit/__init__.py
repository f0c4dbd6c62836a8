"""What the first visit to the trade page costs, beside a bare page with the same chart library."""
