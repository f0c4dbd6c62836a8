"""The blotter: every order of the account, working or done."""
