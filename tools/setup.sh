#!/bin/sh
# Find a Python >= 3.11 (never downloaded; KEFU_PYTHON names one) and let tools.setup do the rest.
cd "$(dirname "$0")/.." || exit 1
# an activated .venv must not be built from itself
PATH=$(printf %s "$PATH" | tr : '\n' | grep -vxF "$PWD/.venv/bin" | paste -sd: -)
for python in "${KEFU_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$python" ] || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec "$python" -m tools.setup "$@"
done
echo "Kefu needs Python 3.11 or newer. On Debian and Ubuntu: apt-get install python3 python3-venv" >&2
exit 1
