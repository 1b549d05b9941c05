"""The pages of this room; the list of projects and the page of one stand on the desk, beside their lights."""
