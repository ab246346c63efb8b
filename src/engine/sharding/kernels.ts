import { instantiateWasm } from '../../wasm-instance.js';

/** The compiled functions of `assembly/kernels.ts`, which says what each does; addresses and lengths are in bytes. */
export interface ShardKernels {
  weightedSum(target: number, parts: number, weights: number, count: number, bytes: number): void;
}

/** The same file from src/ and from dist/. */
const location = new URL('../../../dist/engine/sharding/kernels.wasm', import.meta.url);

/** Kernels that work on `memory`, which threads share. */
export function instantiateShardKernels(memory: WebAssembly.Memory): ShardKernels {
  // The exports are what assembly/kernels.ts declares; the tests of steps in shards call them.
  return instantiateWasm(location, memory) as unknown as ShardKernels;
}
