/**
 * Times the parts of a CNN's training step, as each thread makes it for its rows of a batch: the model without the gradients of its
 * convolutions, and our kernels for those; beside the whole model. One thread; medians of 60 steps:
 * `npx tsx bench/convolutions.ts [rows=64]`
 */
import { median } from 'simple-statistics';
import { compileTrainingGraph, compileTrainingTrunk, type CompiledGraph } from '../src/compile/compile.js';
import { sizeOf } from '../src/compile/ir.js';
import { layersModelTrainingProgram } from '../src/compile/layers-model-program.js';
import { SeededRandom } from '../src/data/random.js';
import { ConvolutionGradients } from '../src/engine/convolution/convolution-gradients.js';
import { createSession } from '../src/engine/onnxruntime-session.js';
import { loadOnnxruntime } from '../src/engine/onnxruntime.js';
import { buildCnn } from '../src/teacher/built-in/architectures.js';

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

/** Runs a model on the values; gives a function that does so once. */
async function runOf(
  { graph, model: bytes }: CompiledGraph,
  outputs: ConvolutionGradients['outputs'] = {},
): Promise<() => Promise<unknown>> {
  const { Tensor } = await loadOnnxruntime();
  const session = await createSession(bytes, { threads: 1 });
  const feeds = graph.inputs.flatMap(({ operation, shape }) =>
    operation.kind === 'input'
      ? [
          [
            operation.name,
            new Tensor('float32', values[operation.name] ?? new Float32Array(), shape),
          ] as const,
        ]
      : [],
  );
  const fetches = Object.entries(graph.outputs).map(([name, { shape }]) => {
    const array = outputs[name]?.values ?? new Float32Array(sizeOf(shape));
    return [name, new Tensor('float32', array, shape)] as const;
  });
  return () => session.run(Object.fromEntries(feeds), Object.fromEntries(fetches));
}

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
const whole = await milliseconds(await runOf(compileTrainingGraph(program)));
const rest = await milliseconds(await runOf(trunk, convolutions.outputs));
const kernels = await milliseconds(() => convolutions.run(values, gradients));
const parts = `${rest.toFixed(1)} ms and our kernels ${kernels.toFixed(1)} ms, together ${(rest + kernels).toFixed(1)} ms`;
console.log(
  `${rows} images: the model without gradients of convolutions ${parts}; the whole model ${whole.toFixed(1)} ms`,
);
