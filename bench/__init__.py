"""How fast the desk is, each figure beside a hand-written program that does the same work.

`python -m bench` measures everything and writes the report; `--quick` is for looking.
"""
