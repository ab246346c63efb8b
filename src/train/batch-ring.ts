/** Slots of batches that are made ahead: one that is read, one that is made, one in between. */
export const slotCount = 3;

/** Numbers in `counters`. */
export const [madeCounter, takenCounter] = [0, 1];

/** Bytes of images that another thread deforms, and where it puts them; all memory is shared. */
export interface BatchRing {
  /** Raw rows, `[rowCount, featureCount]`. */
  readonly values: Uint8Array;
  readonly inputShape: readonly number[];
  readonly featureCount: number;
  /** Of one number: the preparation of bytes. */
  readonly offset: number;
  readonly scale: number;
  /** Of the batches' generator. */
  readonly seed: number;
  readonly batchSize: number;
  readonly firstStep: number;
  /** `[batchSize, featureCount]` each; step `firstStep + k` is in slot `k % slotCount`. */
  readonly slots: readonly Float32Array[];
  /** How many batches were made, and how many were taken. */
  readonly counters: Int32Array;
}
