"""A shop to try purchases on: a UCP merchant on the loopback interface, honest unless told.

It sells flowers for euros and keeps everything in memory. Nothing here takes money from anybody.
"""
