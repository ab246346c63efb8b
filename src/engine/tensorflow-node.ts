import path from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';

import { EngineUnavailableError } from '../errors.js';
import { isPackageMissing } from './missing-package.js';
import { tf } from './tensorflow.js';

/** Name under which tfjs-node registers its backend. */
export const nodeBackend = 'tensorflow';

type ImportModule = (packageName: string) => Promise<unknown>;

/**
 * Loads the optional native TensorFlow binding, which registers the backend {@link nodeBackend}.
 *
 * @param importModule Replaced by tests.
 * @returns Name of the package that was loaded, and version of the native library.
 * @throws {EngineUnavailableError} with one line why, when it is not installed or its native library does not load.
 */
export async function loadTensorflowNode(
  packageName: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu' = '@tensorflow/tfjs-node',
  importModule: ImportModule = (name) => import(name),
): Promise<string> {
  restoreRemovedUtilFunction();
  // TensorFlow's own lines about the processor go to stderr otherwise; its warnings and errors still do.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  try {
    await importModule(packageName);
  } catch (error) {
    throw new EngineUnavailableError(`engine "tensorflow" does not load: ${reasonFor(error, packageName)}`, {
      cause: error,
    });
  }
  const factory: unknown = tf.findBackendFactory(nodeBackend);
  if (typeof factory !== 'function') {
    throw new EngineUnavailableError(
      `engine "tensorflow" does not load: ${packageName} registered its backend with another copy of @tensorflow/tfjs-core (expected version ${tf.version_core})`,
    );
  }
  return `${packageName} with TensorFlow ${libraryVersion(tf.findBackend(nodeBackend))}`;
}

function libraryVersion(backend: object): string {
  const binding: unknown = Reflect.get(backend, 'binding');
  const version: unknown = typeof binding === 'object' && binding && Reflect.get(binding, 'TF_Version');
  return typeof version === 'string' ? version : 'of an unknown version';
}

function reasonFor(error: unknown, packageName: string): string {
  const script = fileURLToPath(new URL('../../scripts/install-tensorflow.mjs', import.meta.url));
  const cure = `; node ${path.relative('', script)} installs it`;
  if (isPackageMissing(error, packageName))
    return `the optional package ${packageName} is not installed${cure}`;
  const message = error instanceof Error ? error.message : String(error);
  return `${packageName}: ${message.split('\n', 1)[0] ?? message}${cure}`;
}

/** tfjs-node 4.22.0, its last release, calls `util.isNullOrUndefined`, which Node 23 removed (tensorflow/tfjs#8609). */
function restoreRemovedUtilFunction(): void {
  const moduleObject: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  moduleObject.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
