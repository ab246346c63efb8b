import type { ClassBalance } from '../data/class-balance.js';
import { readWhole } from '../data/whole-file.js';
import { InvalidInputError } from '../errors.js';
import type { ExperimentSettings } from '../settings/settings.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { AnswerQuality, TreeQuality } from '../tree/tree-scores.js';
import type { ResultsDocument } from './results-schema.js';
import type { RunRecord } from './run-record.js';
import { scoresOf } from './scores-of.js';

/** A tree of the experiment: scores, epochs and weights. */
export type TrainedTree = ResultsDocument['distilled'] & {
  readonly quality: TreeQuality;
  readonly tree: SoftDecisionTree;
};

/** What the document of an experiment is made from. */
export interface MeasuredExperiment
  extends Omit<ResultsDocument, 'toolVersion' | keyof ClassBalance>, ClassBalance {
  readonly settings: ExperimentSettings;
  readonly baseline: TrainedTree;
  readonly distilled: TrainedTree;
}

/** Result of the three-way experiment: teacher, baseline tree (hard labels), distilled tree (soft targets). */
export interface ExperimentResult extends MeasuredExperiment {
  readonly teacher: ResultsDocument['teacher'] & {
    readonly quality?: AnswerQuality | undefined;
    /** Probabilities at temperature 1 on the test set, `[testRows, classCount]`; absent where they are not known. */
    readonly testProbabilities?: Float32Array | undefined;
  };
}

/**
 * The part of a result that is plain JSON: without weights and without the teacher's answers.
 *
 * @param run the files that are written with it
 */
export function resultsDocument(
  result: MeasuredExperiment,
  toolVersion: string,
  run?: RunRecord,
): ResultsDocument {
  const {
    dataset,
    seed,
    depth,
    engine,
    preset,
    machine,
    rows,
    weights,
    classes,
    mostFrequentClass,
    seconds,
    settings,
    search,
    choosing,
  } = result;
  const { accuracy, validationAccuracy, quality, parameterCount, epochs, rounds, description, checks } =
    result.teacher;
  return {
    dataset,
    seed,
    depth,
    engine,
    preset,
    toolVersion,
    machine,
    rows,
    weights,
    classes,
    mostFrequentClass,
    teacher: {
      accuracy,
      validationAccuracy,
      quality,
      parameterCount,
      epochs,
      rounds,
      description,
      checks,
    },
    search,
    choosing,
    baseline: withoutWeights(result.baseline),
    distilled: withoutWeights(result.distilled),
    seconds,
    settings,
    run,
  };
}

function withoutWeights({
  quality,
  bestEpoch,
  epochs,
  ...scores
}: TrainedTree): ResultsDocument['distilled'] {
  return { ...scoresOf(scores), quality, bestEpoch, epochs };
}

/**
 * Reads a `results.json` of `sdt run`.
 *
 * @throws {InvalidInputError} when it is not such a file
 */
export async function readResults(file: string): Promise<ResultsDocument> {
  // Loaded at the first use: most commands read no results.
  const [{ checkedDocument, parseJson }, { resultsSchema }] = await Promise.all([
    import('./document-schema.js'),
    import('./results-schema.js'),
  ]);
  const refusal = `${file}: not the results of sdt run`;
  const value = parseJson((await readWhole(file)).toString('utf8'), `${refusal}: this is not JSON`);
  const results = checkedDocument(
    resultsSchema,
    value,
    ({ pointer, rule }) => `${refusal}${pointer === '' ? '' : ` at ${pointer}`}: ${rule}`,
  );
  const fault = contradictionIn(results);
  if (fault !== undefined) throw new InvalidInputError(`${refusal} ${fault}`);
  return results;
}

/** What a schema cannot say: numbers that follow from each other. */
function contradictionIn({
  rows,
  classes,
  teacher,
  baseline,
  distilled,
}: ResultsDocument): string | undefined {
  for (const [name, { epochs }] of Object.entries({ teacher, baseline, distilled })) {
    const index = epochs.findIndex(({ epoch }, place) => epoch !== place + 1);
    if (index >= 0)
      return `at /${name}/epochs/${index}: must be epoch ${index + 1}, found ${epochs[index]?.epoch}`;
  }
  for (const [name, { bestEpoch, epochs }] of Object.entries({ baseline, distilled })) {
    if (epochs.length > 0 && (bestEpoch < 1 || bestEpoch > epochs.length))
      return `at /${name}/bestEpoch: must be one of its ${epochs.length} epochs, found ${bestEpoch}`;
  }
  if (classes === undefined) return undefined;
  if (new Set(classes.map(({ name }) => name)).size < classes.length)
    return 'at /classes: must have different names';
  const counted = classes.reduce((sum, { rows: ofClass }) => sum + ofClass, 0);
  if (counted !== rows.test)
    return `at /classes: must have ${rows.test} test rows together, found ${counted}`;
  const qualities = [
    teacher.quality,
    ...[baseline, distilled].flatMap(({ quality }) => [quality?.maxPath, quality?.mixture]),
  ];
  const isOther = qualities.some((quality) =>
    [quality?.recall, quality?.precision].some(
      (list) => list !== undefined && list.length !== classes.length,
    ),
  );
  return isOther
    ? `at /quality: recall and precision must have ${classes.length} numbers, one for each class`
    : undefined;
}
