"""Everything between the engine and the programs of others that it asks.

The manifests of implementations, the environments that they run in, and the transport that carries
requests and replies. An implementation never runs inside our process. Nothing here knows what a
right answer is, and nothing here imports more of ours than the schemas.
"""
