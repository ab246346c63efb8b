import type { TrialRecord } from '../../file/trial-record.js';
import type { NamedSettings } from '../../settings/named-settings.js';
import type { ExperimentSettings } from '../../settings/settings.js';
import { sharedSeed, trialKeys, type Trial } from '../trial.js';

/** Settings that a search tries. */
export interface Candidate {
  /** From 1 in the order in which they were drawn; 0: the default recipe. */
  readonly number: number;
  /** What differs from the default recipe. */
  readonly named: NamedSettings;
  readonly settings: ExperimentSettings;
}

/** A candidate with what was measured of it. */
export interface MeasuredCandidate extends Candidate {
  /** By fold, from the first on. */
  readonly records: readonly TrialRecord[];
  /** Share of the held-out rows of its folds that the distilled tree answers rightly. */
  readonly score: number;
  /** Mean of -ln(probability of the true class) of these answers. */
  readonly logLoss: number;
}

/** By which answer of the distilled trees settings are compared. */
export const searchScores = ['max-path', 'mixture'] as const;
export type SearchScore = (typeof searchScores)[number];

export function inferenceOf(score: SearchScore): 'maxPath' | 'mixture' {
  return score === 'max-path' ? 'maxPath' : 'mixture';
}

/** `tree.depth 5, distillation.temperature 2.37` */
export function candidateText({ number, named }: Pick<Candidate, 'number' | 'named'>): string {
  if (number === 0) return 'the default recipe';
  return Object.entries(named)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** The trial of a fold; as in an experiment each fold has a seed of its own, so that trials of the default recipe are the same in both. */
export function trialOnFold(candidate: Candidate, fold: number, folds: number): Trial {
  const { number, settings } = candidate;
  return {
    title: number === 0 ? settings.preset : `${settings.preset}, ${candidateText(candidate)}`,
    settings: { ...settings, seed: fold, sharedSeed },
    fold: { number: fold, count: folds },
  };
}

/**
 * What the log says of a candidate.
 *
 * @param measured folds that it has been measured on, from the first
 * @param folds that the rows are parted into
 */
export function measuredCandidate(
  candidate: Candidate,
  records: ReadonlyMap<string, TrialRecord>,
  dataKey: string,
  {
    measured,
    folds,
    score,
  }: { readonly measured: number; readonly folds: number; readonly score: SearchScore },
): MeasuredCandidate {
  const found = Array.from({ length: measured }, (_, index) => {
    const record = records.get(trialKeys(trialOnFold(candidate, index + 1, folds), dataKey).trial);
    if (record === undefined)
      throw new Error(`${candidateText(candidate)} has no trial on fold ${index + 1}`);
    return record;
  });
  return { ...candidate, records: found, ...scoresOn(found, score) };
}

/** Share of right answers over the rows of some folds. */
export function accuracyOn(records: readonly TrialRecord[], score: SearchScore): number {
  const inference = inferenceOf(score);
  const rows = records.reduce((sum, record) => sum + record.rows.test, 0);
  const right = records.reduce(
    (sum, record) => sum + Math.round(record.distilled[inference] * record.rows.test),
    0,
  );
  return rows === 0 ? 0 : right / rows;
}

/** What candidates are ranked by. */
export function scoresOn(
  records: readonly TrialRecord[],
  score: SearchScore,
): Pick<MeasuredCandidate, 'score' | 'logLoss'> {
  const rows = records.reduce((sum, record) => sum + record.rows.test, 0);
  const loss = records.reduce((sum, { distilled, rows: { test } }) => {
    return sum + test * (distilled.quality?.[inferenceOf(score)].logLoss ?? 0);
  }, 0);
  return { score: accuracyOn(records, score), logLoss: rows === 0 ? 0 : loss / rows };
}

/** The best first; of equal accuracies the one with less log loss, and then the one that was drawn first. */
export function byScore(a: MeasuredCandidate, b: MeasuredCandidate): number {
  return b.score - a.score || a.logLoss - b.logLoss || a.number - b.number;
}
