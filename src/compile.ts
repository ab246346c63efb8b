/** The compiler: TensorFlow.js programs traced into graphs, simplified, and lowered to ONNX. */
export { compileInferenceGraph, compileTrainingGraph, type CompiledGraph } from './compile/compile.js';
export { printGraph } from './compile/ir.js';
export type * from './compile/ir.js';
export { layersModelToOnnx } from './compile/layers-model-onnx.js';
export {
  layersModelInferenceProgram,
  layersModelTrainingProgram,
  writeLayerWeights,
  type LayersInferenceProgram,
  type LayersTrainingOptions,
  type LayersTrainingProgram,
} from './compile/layers-model-program.js';
export type {
  InferenceProgram,
  InitializedTensorSpec,
  LossResult,
  ParameterSpec,
  ProgramTensors,
  TensorMap,
  TensorSpec,
  TrainingProgram,
} from './compile/program.js';
export {
  treeInferenceProgram,
  treeTrainingProgram,
  type TreeInferenceProgram,
  type TreeParameterName,
  type TreeTrainingOptions,
  type TreeTrainingProgram,
} from './objective/tree-program.js';
