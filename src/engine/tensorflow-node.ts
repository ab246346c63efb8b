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
 * @returns The name of the package that was loaded.
 * @throws {EngineUnavailableError} with one line why, when it is not installed or its native library does not load.
 */
export async function loadTensorflowNode(
  packageName: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu' = '@tensorflow/tfjs-node',
  importModule: ImportModule = (name) => import(name),
): Promise<string> {
  restoreRemovedUtilFunction();
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
  return packageName;
}

function reasonFor(error: unknown, packageName: string): string {
  if (isPackageMissing(error, packageName)) return `the optional package ${packageName} is not installed`;
  const message = error instanceof Error ? error.message : String(error);
  return `${packageName}: ${message.split('\n', 1)[0] ?? message}`;
}

/** tfjs-node 4.22.0, its last release, calls `util.isNullOrUndefined`, which Node 23 removed (tensorflow/tfjs#8609). */
function restoreRemovedUtilFunction(): void {
  const moduleObject: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  moduleObject.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
