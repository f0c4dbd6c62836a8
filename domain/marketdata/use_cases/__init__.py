"""What is asked of the market."""
