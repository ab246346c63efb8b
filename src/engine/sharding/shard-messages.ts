import type { PooledConvolutions } from '../../compile/pooled-convolutions.js';
import type { TensorSpec } from '../../compile/program.js';

/** Where the numbers of one tensor of a shard lie in the memory that all threads share. */
export interface SharedTensor extends TensorSpec {
  /** Of the tensor in the shard's graph. */
  readonly name: string;
  /** In bytes. */
  readonly address: number;
}

/** A part of the batch as an ONNX model, and where it reads and writes. */
export interface ShardWork {
  readonly model: Uint8Array;
  readonly memory: SharedArrayBuffer;
  /** Read before each step: parameters, and the shard's rows of each input. */
  readonly inputs: readonly SharedTensor[];
  /** Written after each step: the loss, and the gradients that the model gives. */
  readonly outputs: readonly SharedTensor[];
  /** The convolutions whose gradients the model leaves out, and where those are written. */
  readonly trunk:
    { readonly convolutions: PooledConvolutions; readonly gradients: readonly SharedTensor[] } | undefined;
}

/** What a thread is given once. */
export interface ShardDescription {
  readonly works: readonly ShardWork[];
  /** One number in shared memory: 1 from when a step is asked for until it is made, else 0. */
  readonly isBusy: Int32Array;
}

/** To a thread: make a step, or end. */
export type ToShard = 'step' | 'end';
/** From a thread: it is ready for its first step, or has made one. */
export type FromShard = 'ready' | 'done';
