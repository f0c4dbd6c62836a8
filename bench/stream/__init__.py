"""What a live tick costs the server and the wire, beside the leanest broadcast there is."""
