#!/usr/bin/env bash
# The tests on the lowest versions that requirements.txt allows: bash tools/lowest.sh [of pytest ...]
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install -q uv
"$venv/bin/uv" pip install -q --python "$venv/bin/python" --resolution lowest-direct \
  -r requirements-dev.txt
"$venv/bin/uv" pip list --python "$venv/bin/python" | grep -iE \
  '^(torch|torchvision|gradio|plotly|umap-learn|numpy|safetensors|scikit-learn|rdkit|opencv|pillow|tqdm) '
"$venv/bin/python" -m pytest "$@"
