/**
 * Times the parts of a CNN's training step, as each thread makes it for its rows of a batch: the model without the gradients of its
 * convolutions, and our kernels for those; beside the whole model. One thread; medians of 60 steps:
 * `npx tsx bench/convolutions.ts [rows=64]`
 */
import { median } from 'simple-statistics';
import { compileTrainingGraph, compileTrainingTrunk } from '../src/compile/compile.js';
import { layersModelTrainingProgram } from '../src/compile/layers-model-program.js';
import { SeededRandom } from '../src/data/random.js';
import { ConvolutionGradients } from '../src/engine/convolution/convolution-gradients.js';
import { buildCnn } from '../src/teacher/built-in/architectures.js';
import { openGraph } from '../tests/support/graph-session.js';

const rows = Number(process.argv[2] ?? 64);
const classCount = 10;
const [warmUp, measured] = [20, 60];
const model = buildCnn({ inputShape: [28, 28, 1], classCount, seed: 1 });
const program = layersModelTrainingProgram(model, { batchSize: rows, loss: 'softmax-cross-entropy' });
const random = new SeededRandom(1);
// A fifth of the pixels of MNIST are not 0.
const features = Float32Array.from({ length: rows * 784 }, () => (random.next() < 0.2 ? random.next() : 0));
const targets = new Float32Array(rows * classCount);
for (let row = 0; row < rows; row++) targets[row * classCount + random.integer(classCount)] = 1;
const values: Record<string, Float32Array> = { 'inputs/features': features, 'inputs/targets': targets };
for (const [name, { initial }] of Object.entries(program.parameters)) values[`parameters/${name}`] = initial;

async function milliseconds(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let step = 0; step < warmUp + measured; step++) {
    const start = performance.now();
    await work();
    if (step >= warmUp) times.push(performance.now() - start);
  }
  return median(times);
}

const trunk = compileTrainingTrunk(program);
if (trunk.convolutions === undefined) throw new Error('the network has no pooled convolutions');
const convolutions = new ConvolutionGradients(trunk.convolutions);
const gradients = Object.fromEntries(
  Object.entries(program.parameters).map(([name, { initial }]) => [name, new Float32Array(initial.length)]),
);
const compiled = compileTrainingGraph(program);
const ofWhole = await openGraph(compiled.graph, compiled.model, values);
const given = Object.fromEntries(
  Object.entries(convolutions.outputs).map(([name, { values: array }]) => [name, array]),
);
const ofTrunk = await openGraph(trunk.graph, trunk.model, values, given);
const whole = await milliseconds(ofWhole.run);
const rest = await milliseconds(ofTrunk.run);
const kernels = await milliseconds(() => convolutions.run(values, gradients));
const parts = `${rest.toFixed(1)} ms and our kernels ${kernels.toFixed(1)} ms, together ${(rest + kernels).toFixed(1)} ms`;
console.log(
  `${rows} images: the model without gradients of convolutions ${parts}; the whole model ${whole.toFixed(1)} ms`,
);
