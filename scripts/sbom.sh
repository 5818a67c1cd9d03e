#!/usr/bin/env bash
# Lists what is shipped, with versions, hashes and licences, in var/sbom: `make sbom`.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p var/sbom
.venv/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible \
  --output-file var/sbom/sbom.cdx.json
scripts/licences.sh >var/sbom/licences.md
echo "Written: var/sbom/sbom.cdx.json and var/sbom/licences.md"
