"""Named works and the promises they carry."""
