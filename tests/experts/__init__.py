"""Names, and the ledger of credits."""
