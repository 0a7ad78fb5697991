"""The tests mirror the apps; tests/make.py makes the objects they need."""
