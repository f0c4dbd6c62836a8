"""Statistics of an account's past, by the same ratios as a back-test's."""
