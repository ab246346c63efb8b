/**
 * Reading, asking and explaining a tree, without TensorFlow.js, onnxruntime or Node: `soft-decision-tree/inference`
 * runs in the browser.
 */
export { decodeTree, encodeTree } from './file/tree-encoding.js';
export type { TreeDocument, TreeMetrics, TreeTraining } from './file/tree-document.js';
export type { EncodedTree } from './file/tree-schema.js';
export { explain, explainPath, type Explanation, type ExplanationStep } from './tree/explanation.js';
export { leafClasses, leafDistribution, leafDistributions } from './tree/leaf-distributions.js';
export { predict, type Prediction, type RowVisitor } from './tree/prediction.js';
export { createPredictor, predictOne, type Predictor } from './tree/predictor.js';
export { gateProbabilities, pathProbabilities, RowRouter, type Router } from './tree/routing.js';
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
