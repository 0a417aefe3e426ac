"""Trains the evidence model of `rag.evidence`: does this sentence answer, does this text support.

Three steps, each a command: ``python -m training.mix`` (the pairs), ``python -m training.train`` (the weights; needs
torch), ``python -m training.export`` (the int8 ONNX file that ships).
README.md tells what was learned. Never run in CI.
"""
