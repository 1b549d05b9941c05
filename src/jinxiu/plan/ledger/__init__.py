"""The ledger of promises (台账): commitments, their targets, who answers for them."""
