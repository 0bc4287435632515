"""Leaves the version of the library out."""

from honest import hello, serve

serve(hello=lambda: hello(version=""))
