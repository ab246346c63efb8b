/**
 * Reading, asking and explaining a tree, without TensorFlow.js, onnxruntime or Node: `soft-decision-tree/inference`
 * runs in the browser.
 */
export { decodeTree, encodeTree } from './file/tree-encoding.js';
export type { TreeDocument, TreeMetrics, TreeTraining } from './file/tree-document.js';
export type { EncodedTree } from './file/tree-schema.js';
export type { InputColumn, NumberInput, WordInput } from './file/input-columns.js';
export type { Features } from './data/features.js';
export type { NumberRange, UsualValues } from './data/usual-values.js';
export {
  columnIndices,
  columnsOf,
  explainTable,
  type ChangeOptions,
  type TableDecision,
  type TableGate,
  type TableRow,
} from './explain/explain-table.js';
export type { Counterfactual, Counterfactuals } from './explain/counterfactual.js';
export type { ColumnPush, GateWeighing } from './explain/gate-weighing.js';
export type { GateQuestion, QuestionTerm } from './explain/gate-question.js';
export type { GateTurn } from './explain/sensitivity.js';
export type { ValueChange } from './explain/changeable-columns.js';
export type { CellValue, ExplainedColumn } from './explain/table-columns.js';
export { nearestRows, type NearRow } from './explain/nearest-rows.js';
export {
  summarizeTree,
  type ColumnImportance,
  type SummaryOptions,
  type TableSummary,
  type TreeSummary,
} from './explain/summary/summarize-tree.js';
export type { Condition } from './explain/summary/conditions.js';
export type { LeafSummary } from './explain/summary/leaf-summaries.js';
export type { PartialDependence } from './explain/summary/partial-dependence.js';
export type { AccuracyDrop, ShuffleOptions } from './explain/summary/permutation-importance.js';
export type { SummarizedRows } from './explain/summary/spread-rows.js';
export type { CalibrationBin } from './tree/answer-quality.js';
export { runnerUp, type RunnerUp } from './explain/runner-up.js';
export { suretyOf, type Surety } from './explain/surety.js';
export { judge, type Verdict } from './explain/verdict.js';
export { reachableClasses } from './tree/reachable-classes.js';
export { explain, explainPath, type Explanation, type ExplanationStep } from './tree/explanation.js';
export { leafClasses, leafDistribution, leafDistributions } from './tree/leaf-distributions.js';
export { predict, type Prediction } from './tree/prediction.js';
export { createPredictor, predictOne, type Predictor } from './tree/predictor.js';
export {
  gateProbabilities,
  pathProbabilities,
  RowRouter,
  type RoutedRow,
  type Router,
  type RowVisitor,
} from './tree/routing.js';
export {
  parameterNames,
  parameterSizes,
  SoftDecisionTree,
  type TreeParameters,
} from './tree/soft-decision-tree.js';
export type { Routing } from './tree/branch-probability.js';
export { measureTraffic, type TreeStatistics } from './tree/statistics.js';
export { maximumDepth, minimumDepth, type CompleteTreeShape } from './tree/complete-tree.js';
export {
  completeTopology,
  topologyOf,
  TreeTopology,
  type Children,
  type Side,
  type TopologyData,
  type Turn,
} from './tree/topology.js';
export type { TreeShape, TreeShapeData } from './tree/tree-shape.js';
