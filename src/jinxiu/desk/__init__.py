"""What people look at across rooms: cockpit, search, exports."""
