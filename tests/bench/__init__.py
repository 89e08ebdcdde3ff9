"""The benchmark of `make bench`: sign-ins per second, natively and through the bridge."""
