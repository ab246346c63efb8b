import { expect, test } from '@jest/globals';
import { machineRecord } from '../../src/engine/machine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';

test('what decides the bytes of a result is recorded', async () => {
  const engine = await createOnnxruntimeEngine({ threads: 2 });
  const machine = machineRecord(engine);
  await engine.dispose();
  expect(machine).toMatchObject({
    engine: expect.stringMatching(/^onnxruntime \d.* on cpu, 2 threads$/),
    threads: 2,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  });
  expect(machine.processor).not.toBe('');
  if (process.platform === 'linux' && process.arch === 'x64') expect(machine.features).toContain('sse4_2');
});
