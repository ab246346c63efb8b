/** What is kept of one part of long work: plain data and typed arrays. */
export interface KeptWork {
  /** Spent on it so far. */
  readonly seconds: number;
}

/** Where one part of long work is kept, finished or not. */
export interface CheckpointPart {
  /** The last time is so long ago that it should be kept again. */
  readonly isDue: boolean;
  /** What was kept; `undefined` where nothing was, or where the work begins anew. */
  read<T extends KeptWork>(): Promise<T | undefined>;
  /** Keeps it in place of what was kept before, on the disk as soon as that is due. What is handed over must not change any more. */
  keep(work: KeptWork): Promise<void>;
}

/** Where long work keeps what is finished and how far the rest is, so that it goes on after an interruption to the bit. */
export interface Checkpoint {
  /** Seconds of the work that was found again, so that they can be counted in. */
  readonly sparedSeconds: number;
  /**
   * A part, known by all that decides its result, so that one is never taken for another.
   *
   * @param kind for its file's name
   * @param inputs plain data
   */
  part(kind: string, inputs: object, arrays?: readonly (NodeJS.TypedArray | undefined)[]): CheckpointPart;
}
