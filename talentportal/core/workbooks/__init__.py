"""Workbooks that come from outside: examined and read apart from the portal, and written so that they can come back."""
