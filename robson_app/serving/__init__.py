"""How the desk reaches a browser: the front-end build, its static files, and the one web server."""
