/**
 * Training piece by piece: engines, teachers, targets, trees and their comparison. `distill` of the front door puts these together.
 */
export { ask } from './distill/ask.js';
export { compare, type ComparisonContext } from './distill/compare.js';
export type { KeptAnswers, Question } from './distill/kept-answers.js';
export { meetTeacher, type MetTeacher } from './distill/meet-teacher.js';
export { grow, type Groundwork, type GrownTree } from './distill/grow.js';
export type { HeldOutAnswers } from './distill/held-out-answers.js';
export type { Phase, ProgressObserver, WorkContext } from './distill/progress.js';
export { liveSoftTargets, softTargets, type Softening } from './distill/soft-targets.js';
export { harden, type HardeningOptions } from './distill/harden.js';
export { prune, type PruningAndTraining, type Retraining } from './distill/prune.js';
export { retrain, type RetrainingOptions } from './distill/retrain.js';
export { sparseTrees, type SparseTree } from './distill/sparsify.js';
export { teach, type TaughtTeacher } from './distill/teach.js';
export { hardTargets, type TargetSource, type TargetsOf } from './train/targets.js';
export { fitTree, type FittedTree, type TreeStart } from './train/fit-tree.js';
export type { TrainingContext } from './train/training-context.js';
export { fitTeacher, type FittedTeacher } from './train/fit-teacher.js';
export type { AugmentedBatch } from './train/augmented-batches.js';
export {
  runTraining,
  type TrainingOutcome,
  type TrainingPlan,
  type Validation,
} from './train/training-loop.js';
export type { ExperimentResult, MeasuredExperiment, TrainedTree } from './file/results.js';
export { resultsSchema, type ResultsDocument } from './file/results-schema.js';
export type { TrainedStep } from './train/training-state.js';
export type { Checkpoint, CheckpointPart, KeptWork } from './file/checkpoint.js';
export type { EpochMetrics } from './file/epoch-metrics.js';
export {
  pruneTree,
  type PrunedTree,
  type PruningContext,
  type PruningLimits,
} from './tree/pruning/prune-tree.js';
export type { ChoosingRows } from './tree/pruning/row-flow.js';
export { hardenTree, refitLeaves } from './tree/harden-tree.js';
export {
  simplificationCost,
  type OfAnswers,
  type MeasuredTree,
  type SimplificationCost,
} from './tree/simplification-cost.js';
export { simplifiedDocument, type SimplificationStep } from './file/simplified-document.js';
export { simplification, type Simplification } from './file/simplification-schema.js';
export { evaluateTree, type TreeEvaluation } from './tree/evaluate-tree.js';
export type { TreeAccuracy, TreeScores } from './tree/tree-scores.js';
export { initializeTree, type NormalSource } from './tree/initialization.js';

export { presetSettings } from './settings/presets.js';
export { treeSettings, type SettingsData } from './settings/tree-defaults.js';
export type { PresetName } from './settings/preset-names.js';
export type {
  DistillationSettings,
  ExperimentSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from './settings/settings.js';

export { selectRows, type Dataset, type DatasetSplits } from './data/dataset.js';
export type { Features } from './data/features.js';
export type { RowSource } from './data/row-source.js';
export { readSample, type SampleChoice, type SampleForm } from './data/read-sample.js';
export { SeededRandom } from './data/random.js';

export type { Buffers, Engine, InferenceBuffers, InferenceStep, TrainingStep } from './engine/engine.js';
export { loadEngine, probeEngines, type EngineMakers, type EngineProbe } from './engine/load-engine.js';
export { createOnnxruntimeEngine } from './engine/onnxruntime-engine.js';
export type { OnnxruntimeOptions } from './engine/onnxruntime-options.js';
export { createTensorflowEngine, type TensorflowEngineOptions } from './engine/tensorflow-engine.js';
export type { Device, EngineChoice, EngineName } from './settings/engine-choice.js';

export {
  oneCycleSchedule,
  type LearningRateSchedule,
  type OneCycleScheduleSettings,
} from './optimizer/schedule.js';
export { defaultAdam, type OptimizerSettings } from './optimizer/settings.js';

export { buildCnn, buildMlp, type ArchitectureOptions } from './teacher/built-in/architectures.js';
export {
  readLayersModel,
  writeLayersModel,
  type LayersModelFiles,
} from './teacher/foreign/layers-model-folder.js';
export type { LogitSource, OpenTeacher } from './teacher/logit-source.js';
export { openTeacher, type GivenTeacher } from './teacher/open-teacher.js';
export { KnownAnswers } from './teacher/foreign/known-answers.js';
export { Teacher } from './teacher/teacher.js';
export type { TeacherCheck } from './teacher/checks/teacher-check.js';
export type { MlpOptions } from './teacher/built-in/architectures.js';
export type { EarlierAnswers } from './train/fit-teacher.js';
export type { LessonSplits } from './distill/lesson.js';
export type { TeacherChoice } from './settings/presets.js';
export type { Verdict } from './train/training-loop.js';
export type { TreeKind } from './distill/compare.js';
