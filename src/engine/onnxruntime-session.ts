import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { EngineUnavailableError } from '../errors.js';
import type { Device } from '../settings/engine-choice.js';

/** Where and how onnxruntime computes. */
export interface OnnxruntimeOptions {
  /** Default `cpu`. */
  readonly device?: Device | undefined;
  /** Threads of one operation; default all processors. */
  readonly threads?: number | undefined;
  /** Folder and start of the name of a JSON profile that onnxruntime writes when a session ends; default none. */
  readonly profilePrefix?: string | undefined;
}

/** Version of the native library. */
export const onnxruntimeVersion: string = ort.env.versions.node ?? ort.env.versions.common;

/** The execution providers that this build of onnxruntime contains. */
export function supportedDevices(): string[] {
  return ort.listSupportedBackends().map(({ name }) => name);
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
export function createSession(
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
  return typeof model === 'string'
    ? ort.InferenceSession.create(model, sessionOptions)
    : ort.InferenceSession.create(model, sessionOptions);
}
