"""What people ask of the bridge, one module each."""
