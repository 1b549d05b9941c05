"""What the command line does, one file a command; ``jinxiu.cli`` names them.

``read`` needs neither a database nor Django, so nothing here is imported before it is asked for.
"""
