import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { EngineUnavailableError } from '../errors.js';
import { loadOnnxruntime, type ort } from './onnxruntime.js';
import type { OnnxruntimeOptions } from './onnxruntime-options.js';

/** Version of the native library. */
export async function onnxruntimeVersion(): Promise<string> {
  const { versions } = (await loadOnnxruntime()).env;
  return versions.node ?? versions.common;
}

/** The execution providers that this build of onnxruntime contains. */
export async function supportedDevices(): Promise<string[]> {
  return (await loadOnnxruntime()).listSupportedBackends().map(({ name }) => name);
}

export function threadCount({ threads }: OnnxruntimeOptions): number {
  return threads ?? availableParallelism();
}

interface SharedSession {
  readonly session: Promise<ort.InferenceSession>;
  users: number;
}

/** Loads each model once: a model with the same bytes shares the session. */
export class SessionCache {
  readonly #sessions = new Map<string, SharedSession>();

  constructor(readonly options: OnnxruntimeOptions) {}

  /** @throws {EngineUnavailableError} when onnxruntime cannot load the model on the device. */
  async acquire(model: Uint8Array): Promise<{ session: ort.InferenceSession; release: () => Promise<void> }> {
    const key = createHash('sha256').update(model).digest('hex');
    const shared = this.#sessions.get(key) ?? { session: this.#load(model), users: 0 };
    this.#sessions.set(key, shared);
    shared.users++;
    try {
      const session = await shared.session;
      let isReleased = false;
      const release = async (): Promise<void> => {
        if (isReleased) return;
        isReleased = true;
        shared.users--;
        if (shared.users > 0) return;
        this.#sessions.delete(key);
        await session.release();
      };
      return { session, release };
    } catch (error) {
      this.#sessions.delete(key);
      throw error;
    }
  }

  /** Number of models that are loaded. */
  get size(): number {
    return this.#sessions.size;
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async ({ session }) => (await session).release()));
  }

  async #load(model: Uint8Array): Promise<ort.InferenceSession> {
    const { device = 'cpu' } = this.options;
    try {
      return await createSession(model, this.options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineUnavailableError(`onnxruntime cannot load the model on device "${device}": ${reason}`, {
        cause: error,
      });
    }
  }
}

/**
 * A session as this toolkit runs all of them.
 *
 * @param model its bytes, or the path of its file, beside which onnxruntime looks for weights that lie apart
 */
export async function createSession(
  model: Uint8Array | string,
  options: OnnxruntimeOptions,
): Promise<ort.InferenceSession> {
  const { device = 'cpu', profilePrefix } = options;
  const sessionOptions: ort.InferenceSession.SessionOptions = {
    executionProviders: [device],
    intraOpNumThreads: threadCount(options),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // What goes wrong is thrown; the log would bring names of the model to the terminal as they are.
    logSeverityLevel: 4,
    // Threads that spin while they wait cost a multiple of what they save as soon as anything else runs.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    enableProfiling: profilePrefix !== undefined,
    profileFilePrefix: profilePrefix ?? '',
  };
  const { InferenceSession } = await loadOnnxruntime();
  return typeof model === 'string'
    ? InferenceSession.create(model, sessionOptions)
    : InferenceSession.create(model, sessionOptions);
}
