import { describe, expect, test } from '@jest/globals';

import type { Engine } from '../../src/engine/engine.js';
import { loadEngine, probeEngines, type EngineMakers } from '../../src/engine/load-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { EngineUnavailableError, InvalidInputError } from '../../src/errors.js';

const working = (): Promise<Engine> => createTensorflowEngine({ backend: 'cpu' });
const broken = (): Promise<Engine> => Promise.reject(new Error('libfoo.so.1: cannot open\nat line 2'));
const reasonOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('loadEngine', () => {
  test('auto gives onnxruntime, which comes with the package', async () => {
    const engine = await loadEngine({ engine: 'auto', threads: 1 });
    expect(engine.name).toBe('onnxruntime');
    expect(engine.description).toMatch(/^onnxruntime \d+\.\d+\.\d+ on cpu, 1 thread$/);
    await engine.dispose();
  });

  test('auto falls back to TensorFlow when onnxruntime does not load', async () => {
    const engine = await loadEngine({ engine: 'auto' }, { onnxruntime: broken, tensorflow: working });
    expect(engine.name).toBe('tensorflow');
  });

  test('when none loads, one line gives every reason', async () => {
    const error = await reasonOf(loadEngine({ engine: 'auto' }, { onnxruntime: broken, tensorflow: broken }));
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect(error).toHaveProperty(
      'message',
      'no engine loads: engine "onnxruntime" does not load: libfoo.so.1: cannot open; ' +
        'engine "tensorflow" does not load: libfoo.so.1: cannot open',
    );
  });

  test('an engine asked for by name is not replaced by another', async () => {
    const makers: EngineMakers = { onnxruntime: broken, tensorflow: working };
    await expect(loadEngine({ engine: 'onnxruntime' }, makers)).rejects.toThrow(EngineUnavailableError);
    await expect(loadEngine({ engine: 'auto', device: 'cuda' }, makers)).rejects.toThrow(/libfoo/);
  });

  test('an engine that loads but computes wrongly is refused', async () => {
    const wrong = async (): Promise<Engine> => {
      const engine = await working();
      return {
        ...engine,
        async compileInference(program) {
          const step = await engine.compileInference(program);
          return { ...step, run: () => Promise.resolve() };
        },
      };
    };
    await expect(
      loadEngine({ engine: 'tensorflow' }, { onnxruntime: broken, tensorflow: wrong }),
    ).rejects.toThrow('engine "tensorflow" computes 2 * 3 = 0');
  });

  test('a device that TensorFlow does not know is named', async () => {
    const error = await reasonOf(loadEngine({ engine: 'tensorflow', device: 'webgpu' }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toHaveProperty(
      'message',
      'device of engine "tensorflow" must be cpu or cuda, found "webgpu"',
    );
  });
});

test('probeEngines tells which engines work, and why one does not', async () => {
  const probes = await probeEngines({}, { onnxruntime: working, tensorflow: broken });
  expect(probes).toEqual([
    {
      name: 'onnxruntime',
      works: true,
      description: expect.stringMatching(/plain JavaScript/),
      devices: expect.arrayContaining(['cpu']),
    },
    {
      name: 'tensorflow',
      works: false,
      reason: 'engine "tensorflow" does not load: libfoo.so.1: cannot open',
    },
  ]);
});
