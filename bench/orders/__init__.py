"""What an order costs until it is durable, beside a bare commit on the same database."""
