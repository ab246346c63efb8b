import { once } from 'node:events';
import process from 'node:process';
import { URL } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

/** Asks for the engine in a worker before the main thread has it, in the main thread, and in a worker after it. */
register();
const { createOnnxruntimeEngine } = await import('../../src/engine/onnxruntime-engine.ts');
const outcome = () => createOnnxruntimeEngine({ threads: 1 }).then((engine) => engine.name, String);
if (isMainThread) {
  const inWorker = async () => (await once(new Worker(new URL(import.meta.url)), 'message'))[0];
  process.stdout.write(JSON.stringify([await inWorker(), await outcome(), await inWorker()]));
} else {
  parentPort.postMessage(await outcome());
}
