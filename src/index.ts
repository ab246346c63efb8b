export * from './inference.js';

export {
  DataDependentTraceError,
  EngineUnavailableError,
  InterruptedError,
  InvalidInputError,
  UnsupportedOpError,
  UsageError,
} from './errors.js';

export {
  deformImage,
  gentleAffineRange,
  mildAffineRange,
  shiftImage,
  type AffineRange,
} from './data/augmentation.js';
export type { Dataset, DatasetSplits, Preprocessing } from './data/dataset.js';
export { parseIdx, readIdx, type IdxArray } from './data/idx.js';
export { loadDataset, type LoadedDataset } from './data/load-dataset.js';
export { loadMnist } from './data/mnist.js';
export { SeededRandom } from './data/random.js';
export { readSample } from './data/read-sample.js';
export { reprocessed, standardizeTables } from './data/preprocessing.js';
export { selectRows, splitDataset } from './data/splits.js';

export { compileInferenceGraph, compileTrainingGraph, type CompiledGraph } from './compile/compile.js';
export { printGraph } from './compile/ir.js';
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
  ProgramTensors,
  TensorSpec,
  TrainingProgram,
} from './compile/program.js';

export type { Engine, InferenceStep, TrainingStep } from './engine/engine.js';
export type { EngineName } from './settings/engine-choice.js';
export { loadEngine, probeEngines, type EngineProbe } from './engine/load-engine.js';
export { type EngineChoice } from './settings/engine-choice.js';
export { createOnnxruntimeEngine } from './engine/onnxruntime-engine.js';
export { type OnnxruntimeOptions } from './engine/onnxruntime-session.js';
export { devices, type Device } from './settings/engine-choice.js';
export { createTensorflowEngine, type TensorflowEngineOptions } from './engine/tensorflow-engine.js';
export { runTraining, type TrainingOutcome, type TrainingPlan } from './train/training-loop.js';
export { type EpochMetrics } from './file/epoch-metrics.js';
export { oneCycleSchedule, type LearningRateSchedule } from './optimizer/schedule.js';
export { defaultAdam, type OptimizerSettings } from './optimizer/settings.js';

export { buildCnn, buildMlp, type ArchitectureOptions } from './teacher/architectures.js';
export { readLayersModel, writeLayersModel } from './teacher/layers-model-folder.js';
export type { LogitSource } from './teacher/logit-source.js';
export { SavedLogits } from './teacher/saved-logits.js';
export { Teacher } from './teacher/teacher.js';
export { fitTeacher, type FittedTeacher } from './train/fit-teacher.js';

export { initializeTree } from './tree/initialization.js';
export {
  treeInferenceProgram,
  treeTrainingProgram,
  type TreeInferenceProgram,
  type TreeTrainingOptions,
  type TreeTrainingProgram,
} from './objective/tree-program.js';

export { evaluateTree } from './tree/evaluate-tree.js';
export { runExperiment, type ExperimentContext } from './distill/experiment.js';
export { fitTree, type FittedTree } from './train/fit-tree.js';
export { presetSettings } from './settings/presets.js';
export { presetNames } from './settings/preset-names.js';
export type { Phase, ProgressObserver } from './distill/progress.js';
export type { ExperimentResult, TrainedTree } from './file/experiment-result.js';
export type { TreeScores } from './tree/tree-scores.js';
export type {
  DistillationSettings,
  ExperimentSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from './settings/settings.js';
export { liveSoftTargets, softTargets } from './distill/target-source.js';
export { hardTargets, type TargetSource } from './train/targets.js';

export { readTreeFile, writeTreeFile } from './file/tree-file.js';
export { treeSchema } from './file/tree-schema.js';
export { parseTreeDocument, serializeTreeDocument } from './file/tree-text.js';

export { buildScene, type SceneOptions } from './render/build-scene.js';
export type { TreeDrawing } from './render/drawing.js';
export { explanationSvg, type ExplanationSvgOptions } from './render/explanation-svg.js';
export { svgToPng } from './render/png.js';
export { buildReportData } from './report/build-report-data.js';
export { renderReport } from './report/render-report.js';
export type { ReportData } from './report/report-data.js';
export type { ReportInput } from './report/report-input.js';
export type { Scene } from './render/scene.js';
export { treeSvg, type TreeSvgOptions } from './render/svg.js';
