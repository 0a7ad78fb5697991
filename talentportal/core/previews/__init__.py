"""What stands in an uploaded file: its pages, its measures, what it says of itself, and pictures of its pages.

reading.py is the process that opens the file; taking.py starts it and keeps what it finds.
"""
