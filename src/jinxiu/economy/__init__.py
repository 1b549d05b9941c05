"""Chains, enterprises, policies and funds."""
