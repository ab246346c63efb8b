import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What one method reached on the test rows of one split: a line of the results file. */
export interface TableResult {
  readonly set: string;
  readonly seed: number;
  readonly method: string;
  /** In [0, 1]. */
  readonly accuracy: number;
  /** Mean, in nats. */
  readonly logLoss: number;
  /** Expected calibration error, in [0, 1]. */
  readonly ece: number;
  /** Wall-clock seconds of the training. */
  readonly seconds: number;
  /** Depth of the tree, for trees of the toolkit. */
  readonly depth?: number;
  /** What the search for the size of a tree cost, in trees of that size: steps times leaves of all that it grew. */
  readonly searchedTrees?: number;
}

export const peers = [
  'cart',
  'logistic-regression',
  'random-forest',
  'hist-gradient-boosting',
  'mlp',
] as const;
export const ours = ['teacher', 'baseline', 'baseline-mixture', 'distilled', 'distilled-mixture'] as const;
export type Method = (typeof peers)[number] | (typeof ours)[number];

export function readResults(file: string): TableResult[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TableResult);
}

export function writeResults(file: string, results: readonly TableResult[]): void {
  writeFileSync(file, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
}

export function addResults(file: string, results: readonly TableResult[]): void {
  appendFileSync(file, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
}

export function isOurs({ method }: TableResult): boolean {
  return (ours as readonly string[]).includes(method);
}
