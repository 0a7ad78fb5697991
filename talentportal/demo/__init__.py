"""The demo: Yinzhou's units with invented people and figures, so that a newcomer sees a district at work."""
