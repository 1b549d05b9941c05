"""Organisations, posts, accounts, permissions, audit, evidence: what every room stands on."""
