"""The life of a promise: documents → ledger → facts → projects → evaluation → supervision."""
