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
