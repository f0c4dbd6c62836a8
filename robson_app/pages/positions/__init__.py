"""Every position of the account, open or closed."""
