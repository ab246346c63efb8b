import process from 'node:process';
import { setTimeout } from 'node:timers';
import { layersModelTrainingProgram } from '../../../dist/compile/layers-model-program.js';
import { createOnnxruntimeEngine } from '../../../dist/engine/onnxruntime-engine.js';
import { buildCnn } from '../../../dist/teacher/built-in/architectures.js';

/** Makes a step on two threads, and leaves everything as it is: at its end, or, where a code is given, in the middle of another step. */
const engine = await createOnnxruntimeEngine({ threads: 2 });
const model = buildCnn({ inputShape: [28, 28, 1], classCount: 10, seed: 1 });
const program = layersModelTrainingProgram(model, { batchSize: 256, loss: 'softmax-cross-entropy' });
const step = await engine.compileTraining(program, { kind: 'sgd' });
await step.run(0.1);
const [, , code] = process.argv;
if (code !== undefined) {
  void step.run(0.1);
  setTimeout(() => process.exit(Number(code)), 5);
}
