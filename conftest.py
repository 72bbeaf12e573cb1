"""Run the code blocks of the README and the guides: their output must be true."""

import os
import subprocess
import sys
import tempfile
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE


def run_console(example: Example) -> None:
    """Run the lines that begin with a dollar sign and compare what they print."""
    for session in example.parsed.split("$ ")[1:]:
        command, _, expected = session.partition("\n")
        with tempfile.TemporaryDirectory() as folder:
            path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
            printed = subprocess.run(  # noqa: S602 - the commands are those of our own guides
                command,
                check=False,
                shell=True,
                cwd=folder,
                env={**os.environ, "PATH": path},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ).stdout
        if not OutputChecker().check_output(expected, printed, FLAGS):
            raise AssertionError(f"{command}\nexpected:\n{expected}\nprinted:\n{printed}")


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=FLAGS),
        CodeBlockParser(language="console", evaluator=run_console),
    ],
    patterns=["*.md"],
).pytest()
