import { isMainThread } from 'node:worker_threads';
import type * as ort from 'onnxruntime-node';
import { EngineUnavailableError } from '../errors.js';
import { isPackageMissing } from './missing-package.js';

export type { ort };

/** On Linux, onnxruntime keeps a database of events for its makers, unless this is 1 before its library loads. */
const telemetrySwitch = 'ORT_DISABLE_TELEMETRY';

/**
 * Loads onnxruntime with its telemetry off. Nothing else of the toolkit imports it.
 *
 * @param importModule replaced by tests
 * @throws {EngineUnavailableError} with one line why and what helps
 */
export async function loadOnnxruntime(
  importModule: () => Promise<typeof ort> = () => import('onnxruntime-node'),
): Promise<typeof ort> {
  turnTelemetryOff();
  try {
    return await importModule();
  } catch (error) {
    if (!isPackageMissing(error, 'onnxruntime-node')) throw error;
    throw new EngineUnavailableError(
      'engine "onnxruntime" does not load: the package onnxruntime-node is not installed; npm leaves it out where its download of CUDA libraries fails, and this installs it without them: ONNXRUNTIME_NODE_INSTALL=skip npm install',
      { cause: error },
    );
  }
}

/** @throws {EngineUnavailableError} where it cannot be turned off */
function turnTelemetryOff(): void {
  // The environment of a worker thread is a copy, which native libraries do not see.
  if (!isMainThread && process.env[telemetrySwitch] !== '1') {
    throw new EngineUnavailableError(
      `engine "onnxruntime" does not load: a worker thread cannot turn its telemetry off; set ${telemetrySwitch}=1 in the main thread or for the whole process`,
    );
  }
  process.env[telemetrySwitch] = '1';
}
