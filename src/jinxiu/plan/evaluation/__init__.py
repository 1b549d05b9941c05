"""Every promise for any day: state, value, gap, and where the figure comes from."""
