"""Says version 2 of the protocol, with a body that version 1 does not know."""

from honest import hello, serve

serve(hello=lambda: hello(protocol=2, novelty=True))
