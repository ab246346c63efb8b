import { quantileSorted } from 'simple-statistics';
import { unpackCorrectness } from '../correctness.js';
import { differenceOf } from '../paired-trials.js';
import { RowSamples, type Interval } from '../statistics.js';
import { byScore, inferenceOf, type MeasuredCandidate, type SearchScore } from './candidate.js';

/** What a search says in the end. */
export interface SearchChoice {
  readonly reference: MeasuredCandidate;
  /** The best of those that were measured on all folds, the default recipe not among them. */
  readonly best: MeasuredCandidate;
  /** Candidates that were measured on all folds. */
  readonly finalists: number;
  /** Its accuracy minus that of the default recipe: a paired bootstrap over the held-out rows. */
  readonly change: Interval;
  /** The same without the luck of having been chosen; absent where too few rows are left to say. */
  readonly changeWithoutLuck: Interval | undefined;
  readonly verdict: SearchVerdict;
}

/** `better`: both intervals lie above zero; `open`: it is higher, but not surely; `none`: nothing is higher than the default recipe. */
export type SearchVerdict = 'better' | 'open' | 'none';

/**
 * @param candidates measured on all folds, at least one; none of them is the default recipe
 * @param reference the default recipe, on the same folds
 */
export function searchChoice(
  candidates: readonly MeasuredCandidate[],
  reference: MeasuredCandidate,
  score: SearchScore,
): SearchChoice {
  const [best] = [...candidates].sort(byScore);
  if (best === undefined) throw new Error('a search without candidates');
  const samples = new Map<number, RowSamples>();
  const samplesOf = (rows: number): RowSamples => {
    const known = samples.get(rows) ?? new RowSamples({ rows });
    samples.set(rows, known);
    return known;
  };
  const change = changeOf(reference, best, score, samplesOf);
  const rows = correctnessOf(reference, score);
  const changeWithoutLuck = chosenChange(
    candidates.map((candidate) => correctnessOf(candidate, score)),
    rows,
    samplesOf(rows.length),
  );
  const isSure = change.low > 0 && (changeWithoutLuck?.low ?? 0) > 0;
  const verdict = best.score <= reference.score ? 'none' : isSure ? 'better' : 'open';
  return { reference, best, finalists: candidates.length, change, changeWithoutLuck, verdict };
}

/** Accuracy of a candidate minus that of another, on the folds that both have, with its interval over the rows. */
export function changeOf(
  first: MeasuredCandidate,
  second: MeasuredCandidate,
  score: SearchScore,
  samplesOf: (rows: number) => RowSamples,
): Interval {
  const inference = inferenceOf(score);
  const pairs = first.records.slice(0, second.records.length).map(({ fold, rows, distilled }, index) => ({
    fold,
    rows: rows.test,
    first: distilled.correct[inference],
    second: second.records[index]?.distilled.correct[inference] ?? '',
  }));
  return differenceOf(pairs, samplesOf);
}

/** 1 for each held-out row of all folds that was answered rightly. */
function correctnessOf({ records }: MeasuredCandidate, score: SearchScore): Uint8Array {
  const inference = inferenceOf(score);
  return Uint8Array.from(
    records.flatMap(({ distilled, rows }) => [...unpackCorrectness(distilled.correct[inference], rows.test)]),
  );
}

/**
 * What choosing the best of many brings over a reference: in each bootstrap sample of the rows the best is chosen on the rows that were
 * drawn, and measured on those that were not (Tsamardinos, Greasidou & Borboudakis 2018), so that no row speaks for its own choice.
 *
 * @param candidates correctness of each, `[rows]`
 * @returns `undefined` where no sample leaves rows out
 */
export function chosenChange(
  candidates: readonly Uint8Array[],
  reference: Uint8Array,
  { rows, samples, counts }: RowSamples,
): Interval | undefined {
  // Rows about which all agree tell none from another.
  const telling = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) =>
    candidates.some((correct) => correct[row] !== reference[row]),
  );
  const onTelling = (correct: Uint8Array) => Int8Array.from(telling, (row) => correct[row] ?? 0);
  const [own, others] = [onTelling(reference), candidates.map(onTelling)];
  const changes: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const drawn = counts.subarray(sample * rows, (sample + 1) * rows);
    const left = drawn.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
    if (left === 0) continue;
    const weights = Int32Array.from(telling, (row) => drawn[row] ?? 0);
    const sums = others.map((correct) => weightedSum(weights, correct));
    const chosen = others[sums.indexOf(Math.max(...sums))] ?? own;
    const isLeft = weights.map((count) => (count === 0 ? 1 : 0));
    changes.push((weightedSum(isLeft, chosen) - weightedSum(isLeft, own)) / left);
  }
  if (changes.length === 0) return undefined;
  changes.sort((a, b) => a - b);
  const mean = changes.reduce((sum, value) => sum + value, 0) / changes.length;
  return { mean, low: quantileSorted(changes, 0.025), high: quantileSorted(changes, 0.975) };
}

/** Of as many values as weights; the innermost loop of all samples and candidates. */
function weightedSum(weights: Int32Array, values: Int8Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += (weights[index] ?? 0) * (values[index] ?? 0);
  return sum;
}
