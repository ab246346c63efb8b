/**
 * The front door: data in, a model out that predicts, explains, is measured and saved. What it is built of stands in
 * `soft-decision-tree/inference` (trees, for pages too), `/train`, `/render` and `/compile`.
 */
export { distill, type DistillOptions } from './model/distill.js';
export { loadModel } from './model/load-model.js';
export { Model, type Answer, type AnswerExplanation, type DataInput } from './model/model.js';

export { openData, OpenData } from './data/open-data.js';
export type { Fold, RowChoice } from './data/row-choice.js';
export type { ClassWeight } from './data/class-weights.js';
export type { WeightRecord } from './data/training-weights.js';
export { classNotes } from './data/class-notes.js';
export type { LoadOptions } from './data/load-raw-data.js';
export { partNames, type PartName } from './data/part-names.js';
export { openRows, type Row, type TableRows } from './data/table/rows-in-memory.js';
export type { TableSchema } from './data/table/load-table.js';
export type { NumberRange, UsualTable, UsualValues } from './data/usual-values.js';
export type { ImageOptions, ImageSize } from './data/image/image-options.js';
export type { ImageRecord } from './data/image/image-record.js';
export type { ImageShape } from './data/image/image-shape.js';
export type { FeatureUnit } from './data/feature-units.js';
export { defaultMissing, type TableOptions } from './data/table/table-options.js';
export type * from './data/table/raw-column.js';
export type {
  ChosenInputs,
  ImageReading,
  RawDataset,
  RawParts,
  RawValues,
  RowNames,
  RowPlaces,
  UnlabelledRows,
} from './data/raw-dataset.js';
export type {
  DataOrigin,
  DataRecord,
  Dataset,
  DatasetSplits,
  RawTable,
  UnlabelledDataset,
} from './data/dataset.js';
export type { ClassBalance } from './data/class-balance.js';
export type * from './data/preparation.js';

export { readTreeFile, writeTreeFile } from './file/tree-file.js';
export { treeSchema, type EncodedTree } from './file/tree-schema.js';
export { parseTreeDocument, serializeTreeDocument } from './file/tree-text.js';
export type { TreeDocument, TreeMetrics, TreeTraining } from './file/tree-document.js';
export { epochMetrics, type EpochMetrics } from './file/epoch-metrics.js';
export type { DocumentOf } from './file/document-schema.js';

export type { TreeEvaluation } from './tree/evaluate-tree.js';
export type { Explanation, ExplanationStep } from './tree/explanation.js';
export type { TableDecision, TableGate } from './explain/explain-table.js';
export type { SummaryOptions, TreeSummary } from './explain/summary/summarize-tree.js';
export type { Prediction } from './tree/prediction.js';
export type { Calibration } from './tree/calibration.js';
export type { SoftDecisionTree, TreeParameters } from './tree/soft-decision-tree.js';
export {
  treeScores,
  type AnswerQuality,
  type TreeAccuracy,
  type TreeQuality,
  type TreeScores,
} from './tree/tree-scores.js';
export type { Children, Side, TopologyData, TreeTopology, Turn } from './tree/topology.js';
export type { TreeShape, TreeShapeData } from './tree/tree-shape.js';

export type { DenseSettings } from './settings/teacher-settings.js';
export type { SearchRange, SelfTrainingSettings } from './settings/settings.js';
export type { Phase, ProgressObserver } from './distill/progress.js';
export type { LogitSource } from './teacher/logit-source.js';
export type { OutputKind } from './teacher/foreign/output-kind.js';
export type { OptimizerSettings } from './optimizer/settings.js';
export { presetNames, type PresetName } from './settings/preset-names.js';
export {
  devices,
  engineNames,
  type Device,
  type EngineChoice,
  type EngineName,
} from './settings/engine-choice.js';
export type {
  DistillationSettings,
  ExperimentSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from './settings/settings.js';
export { treeObjectives, type TreeObjective } from './settings/tree-objectives.js';

export {
  DataDependentTraceError,
  EngineUnavailableError,
  InterruptedError,
  InvalidInputError,
  UnsupportedOpError,
  UsageError,
} from './errors.js';
