import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResultsDocument } from '../../src/file/results-schema.js';
import type { TreeSearch } from '../../src/file/tree-search-schema.js';
import type { AnswerQuality } from '../../src/tree/tree-scores.js';
import type { TableResult } from './table-results.js';

const commandLine = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** `sdt run` on one split, as a user calls it. */
export function runSplit(folder: string, set: string, seed: number): TableResult[] {
  const out = mkdtempSync(path.join(tmpdir(), 'sdt-tables-'));
  try {
    const options = ['--seed', String(seed), '--out', out, '--json', '--quiet'];
    const text = execFileSync(
      process.execPath,
      ['--import', 'tsx', commandLine, 'run', path.join(folder, `${set}-${seed}`), ...options],
      { encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    return resultsOf(JSON.parse(text) as ResultsDocument, set, seed);
  } finally {
    rmSync(out, { recursive: true });
  }
}

function resultsOf(run: ResultsDocument, set: string, seed: number): TableResult[] {
  const { teacher, baseline, distilled, seconds, depth } = run;
  const line = (
    method: string,
    accuracy: number | undefined,
    quality: Pick<AnswerQuality, 'logLoss' | 'expectedCalibrationError'> | undefined,
    took: number,
    more: Pick<TableResult, 'depth' | 'searchedTrees'> = {},
  ): TableResult => {
    if (accuracy === undefined || quality === undefined) throw new Error(`no quality of ${method}`);
    const { logLoss, expectedCalibrationError: ece } = quality;
    return { set, seed, method, accuracy, logLoss, ece, seconds: Number(took.toFixed(3)), ...more };
  };
  // Both trees have the size that was searched for.
  const softTargets = seconds.softTargets + (seconds.search ?? 0);
  const size = { depth, ...(run.search === undefined ? {} : { searchedTrees: searchedTrees(run.search) }) };
  const took = softTargets + seconds.distilled;
  return [
    line('teacher', teacher.accuracy, teacher.quality, seconds.teacher),
    line('baseline', baseline.maxPath, baseline.quality?.maxPath, seconds.baseline, { depth }),
    line('baseline-mixture', baseline.mixture, baseline.quality?.mixture, seconds.baseline, { depth }),
    line('distilled', distilled.maxPath, distilled.quality?.maxPath, took, size),
    line('distilled-mixture', distilled.mixture, distilled.quality?.mixture, took, size),
  ];
}

function searchedTrees({ folds, depth, epochs, points }: TreeSearch): number {
  // Each of the folds' trees learns from the rows of the others.
  const trees = folds === 0 ? 1 : folds - 1;
  const work = points.reduce((sum, point) => sum + point.epochs * 2 ** point.depth, 0);
  return Number(((trees * work) / (epochs * 2 ** depth)).toFixed(2));
}
