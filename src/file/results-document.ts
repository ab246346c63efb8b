import { scoresOf } from '../tree/tree-scores.js';
import type { ExperimentResult, TrainedTree } from './experiment-result.js';

/** What `sdt run` measured, as the plain JSON of `results.json` and of `sdt run --json`; accuracies are fractions. */
export type ResultsDocument = ReturnType<typeof resultsDocument>;

/** What of an experiment's result the document needs. */
export type MeasuredExperiment = Omit<ExperimentResult, 'teacher'> & {
  readonly teacher: Omit<ExperimentResult['teacher'], 'testProbabilities'>;
};

export function resultsDocument(result: MeasuredExperiment, toolVersion: string) {
  const { teacher } = result;
  return {
    dataset: result.dataset,
    seed: result.seed,
    depth: result.depth,
    engine: result.engine,
    preset: result.preset,
    toolVersion,
    rows: result.rows,
    teacher: {
      accuracy: teacher.accuracy,
      validationAccuracy: teacher.validationAccuracy,
      parameterCount: teacher.parameterCount,
      epochs: teacher.epochs,
    },
    baseline: treeDocument(result.baseline),
    distilled: treeDocument(result.distilled),
    seconds: result.seconds,
    settings: result.settings,
  };
}

function treeDocument(trained: TrainedTree) {
  const { bestEpoch, epochs } = trained;
  return { ...scoresOf(trained), bestEpoch, epochs };
}
