"""Every command on the real servers, as forms, as chat texts and in the shell."""
