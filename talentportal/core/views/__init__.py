"""Pages of the kernel: sign-in, preferences, help, errors, and the generic register list and detail."""
