import { expect, test } from '@jest/globals';
import { GraphBuilder } from '../../src/compile/graph-builder.js';
import { lowerToOnnx } from '../../src/compile/onnx/lower.js';
import { createSession } from '../../src/engine/onnxruntime-session.js';
import { loadOnnxruntime } from '../../src/engine/onnxruntime.js';
import { runSession } from '../../src/engine/run-session.js';

const size = 2 ** 18;

/** y = 2 x */
async function doubling() {
  const builder = new GraphBuilder();
  const x = builder.input('x', [size]);
  const graph = { name: 'doubling', inputs: [x], outputs: { y: builder.arithmetic('add', x, x) } };
  const { Tensor } = await loadOnnxruntime();
  const [from, to] = [new Float32Array(size).fill(3), new Float32Array(size)];
  return {
    session: await createSession(lowerToOnnx(graph), { threads: 1 }),
    feeds: { x: new Tensor('float32', from, [size]) },
    fetches: { y: new Tensor('float32', to, [size]) },
    from,
    to,
  };
}

test('outputs are written where they are wanted, and inputs stay what they are', async () => {
  const { session, feeds, fetches, from, to } = await doubling();
  for (const value of [3, 4]) {
    from.fill(value);
    await runSession(session, feeds, fetches);
    expect([to[0], to[size - 1], from[0], from.length, to.length]).toEqual([
      2 * value,
      2 * value,
      value,
      size,
      size,
    ]);
  }
  await session.release();
});

test('copies of outputs do not pile up', async () => {
  const { session, feeds, fetches } = await doubling();
  await runSession(session, feeds, fetches);
  const before = process.memoryUsage().arrayBuffers;
  const runs = 20;
  for (let run = 0; run < runs; run++) await runSession(session, feeds, fetches);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan((runs / 2) * 4 * size);
  await session.release();
});

test('what a version of onnxruntime gives back without copying is left alone', async () => {
  const { session, feeds, fetches, to } = await doubling();
  await session.release();
  const run = () => Promise.resolve(fetches);
  await runSession({ ...session, run }, feeds, fetches);
  expect(to.length).toBe(size);
});
