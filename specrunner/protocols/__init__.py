"""The kinds of step, one folder each. A protocol never imports another one."""
