"""What the API says and hears: strict models, decimals as strings, no unknown fields."""
