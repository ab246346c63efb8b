#!/bin/bash
#SBATCH --job-name=trees
#SBATCH --array=1-16
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=08:00:00
#SBATCH --output=slurm-%A-%a.log

# Each task of the array runs its sixteenth of the trials into sweep/shard-<n>-of-16; no task knows of another.
# Submit it in a folder that all nodes share, with the data and `npm install soft-decision-tree` in it:
#   sbatch slurm-array.sh
# and, when all are done, or to run some again: sbatch --array=3,7 slurm-array.sh
set -euo pipefail

# Not SLURM_ARRAY_TASK_COUNT, which is another number when only some tasks are run again.
shards=16

# The same number of threads everywhere: it decides the order of sums, and with it the last digits.
npx sdt experiment penguins.csv --plan main,temperature --seeds 8 --threads 2 \
  --shard "$SLURM_ARRAY_TASK_ID/$shards" --out sweep
