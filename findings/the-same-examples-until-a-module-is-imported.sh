#!/usr/bin/env bash
# Hypothesis 6.170.15 with derandomize=True draws other examples once some other module of one's own project is imported: it
# mixes the constants that stand in those modules into what it tries. A test that fails alone may pass among others.
#
# We had guessed that derandomize gives the same examples for the same test in every run: its documentation says that it
# seeds by the test function alone. The simulation of our promises needs ten times as long to find a fault in one company of
# test files as in another. Needs python3.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install hypothesis==6.170.15
echo 'LIMITS = (918273645, 192837465, 564738291, 102938475, 675849302)' >other.py

cat >tried.py <<'END'
import hashlib
import sys

if "with" in sys.argv:
    import other  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st

tried = []


@settings(derandomize=True, database=None, max_examples=300)
@given(st.integers())
def test(number):
    tried.append(number)


test()
print(hashlib.sha256(repr(tried).encode()).hexdigest()[:12])
END

alone=$(venv/bin/python tried.py) again=$(venv/bin/python tried.py) among=$(venv/bin/python tried.py with)
echo "digest of what was tried: alone $alone, alone again $again, with it imported $among"
test "$alone" = "$again" && test "$alone" != "$among"
echo "as seen"
