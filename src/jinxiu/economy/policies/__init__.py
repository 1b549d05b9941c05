"""Policies and the funds they open (资金)."""
