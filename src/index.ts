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
  type AffineRange,
} from './data/image/augmentation.js';
export { selectRows, type Dataset, type DatasetSplits } from './data/dataset.js';
export { parseIdx, readIdx, type IdxArray } from './data/array/idx.js';
export { openData, OpenData, type RowChoice } from './data/open-data.js';
export { loadMnist } from './data/array/mnist.js';
export { SeededRandom } from './data/random.js';
export { readSample } from './data/read-sample.js';
export {
  applyPreparation,
  fitPreparation,
  type AffineStep,
  type Preparation,
  type PreparationStep,
} from './data/preparation.js';

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
export {
  constantSchedule,
  cosineSchedule,
  oneCycleSchedule,
  type LearningRateSchedule,
} from './optimizer/schedule.js';
export { defaultAdam, type OptimizerSettings } from './optimizer/settings.js';

export { buildCnn, buildMlp, type ArchitectureOptions } from './teacher/built-in/architectures.js';
export { readLayersModel, writeLayersModel } from './teacher/foreign/layers-model-folder.js';
export type { LogitSource } from './teacher/logit-source.js';
export { SavedLogits } from './teacher/foreign/saved-logits.js';
export { Teacher } from './teacher/teacher.js';
export { trainTeacher, type TrainedTeacher } from './train/fit-teacher.js';

export { initializeTree } from './tree/initialization.js';
export {
  treeInferenceProgram,
  treeTrainingProgram,
  type TreeInferenceProgram,
  type TreeTrainingOptions,
  type TreeTrainingProgram,
} from './objective/tree-program.js';

export { evaluateTree } from './tree/evaluate-tree.js';
export { ask } from './distill/ask.js';
export { compare, type ComparisonContext } from './distill/compare.js';
export { grow, type GrownTree } from './distill/grow.js';
export { teach, type TaughtTeacher } from './distill/teach.js';
export { fitTree, type FittedTree } from './train/fit-tree.js';
export { presetSettings } from './settings/presets.js';
export { presetNames } from './settings/preset-names.js';
export type { Phase, ProgressObserver } from './distill/progress.js';
export type { ExperimentResult, TrainedTree } from './file/results.js';
export type { TreeScores } from './tree/tree-scores.js';
export type {
  DistillationSettings,
  ExperimentSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from './settings/settings.js';
export { liveSoftTargets, softTargets } from './distill/soft-targets.js';
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
