import { EngineUnavailableError, InvalidInputError } from '../errors.js';
import { engineNames, type EngineChoice, type EngineName } from '../settings/engine-choice.js';
import type { Engine } from './engine.js';

/** Whether an engine works on this machine. */
export type EngineProbe = { readonly name: EngineName } & (
  | {
      readonly works: true;
      readonly description: string;
      /** For `--device`. */ readonly devices: readonly string[];
    }
  | { readonly works: false; /** One line. */ readonly reason: string }
);

/** Makes an engine; replaced by tests. */
export type EngineMakers = Readonly<Record<EngineName, (choice: EngineChoice) => Promise<Engine>>>;

/** Imported only when wanted: a native library that does not load must not keep the other engine from working. */
const makers: EngineMakers = {
  async onnxruntime({ device, threads }) {
    const { createOnnxruntimeEngine } = await import('./onnxruntime-engine.js');
    return createOnnxruntimeEngine({ device, threads });
  },
  async tensorflow({ device = 'cpu' }) {
    if (device !== 'cpu' && device !== 'cuda') {
      throw new InvalidInputError(`device of engine "tensorflow" must be cpu or cuda, found "${device}"`);
    }
    const { createTensorflowEngine } = await import('./tensorflow-engine.js');
    return createTensorflowEngine({ backend: device === 'cuda' ? 'node-gpu' : 'node' });
  },
};

/**
 * Loads an engine and has it compute something, so that one that cannot work is found out before the work begins.
 *
 * @throws {EngineUnavailableError} when it does not load, or cannot use the device.
 * @throws {InvalidInputError} when the engine does not know the device.
 */
export async function loadEngine(choice: EngineChoice, engineMakers: EngineMakers = makers): Promise<Engine> {
  if (choice.engine !== 'auto') return loadNamed(choice.engine, choice, engineMakers);
  const reasons: string[] = [];
  for (const name of engineNames) {
    try {
      return await loadNamed(name, choice, engineMakers);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // A device was asked for: another engine on another device is not what was meant.
      if (choice.device !== undefined && choice.device !== 'cpu') throw error;
      reasons.push(error.message);
    }
  }
  throw new EngineUnavailableError(`no engine loads: ${reasons.join('; ')}`);
}

/** Tries every engine, for `sdt doctor`. */
export async function probeEngines(
  choice: Omit<EngineChoice, 'engine'> = {},
  engineMakers: EngineMakers = makers,
): Promise<EngineProbe[]> {
  const probes: EngineProbe[] = [];
  for (const name of engineNames) {
    try {
      const engine = await loadNamed(name, { ...choice, engine: name }, engineMakers);
      probes.push({ name, works: true, description: engine.description, devices: await devicesOf(name) });
      await engine.dispose();
    } catch (error) {
      probes.push({ name, works: false, reason: firstLine(error) });
    }
  }
  return probes;
}

async function loadNamed(
  name: EngineName,
  choice: EngineChoice,
  engineMakers: EngineMakers,
): Promise<Engine> {
  let engine: Engine | undefined;
  try {
    engine = await engineMakers[name](choice);
    await assertItComputes(engine);
    return engine;
  } catch (error) {
    await engine?.dispose();
    if (error instanceof EngineUnavailableError || error instanceof InvalidInputError) throw error;
    throw new EngineUnavailableError(`engine "${name}" does not load: ${firstLine(error)}`, { cause: error });
  }
}

/** @throws {EngineUnavailableError} when 2 * 3 is not 6. */
async function assertItComputes(engine: Engine): Promise<void> {
  const { tf } = await import('./tensorflow.js');
  const step = await engine.compileInference({
    name: 'a product',
    parameters: { factor: { shape: [1], initial: Float32Array.of(2) } },
    inputs: { input: { shape: [1] } },
    outputs: ['product'],
    forwardFunction: ({ parameters, inputs }) => ({ product: tf.mul(parameters.factor, inputs.input) }),
  });
  step.inputs.input[0] = 3;
  await step.run();
  const [product] = step.outputs.product;
  await step.dispose();
  if (product !== 6) throw new EngineUnavailableError(`engine "${engine.name}" computes 2 * 3 = ${product}`);
}

async function devicesOf(name: EngineName): Promise<readonly string[]> {
  if (name === 'tensorflow') return ['cpu', 'cuda'];
  const { supportedDevices } = await import('./onnxruntime-session.js');
  return supportedDevices();
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
