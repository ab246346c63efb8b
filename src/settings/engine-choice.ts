/** What computes; both engines run the same programs. */
export const engineNames = ['onnxruntime', 'tensorflow'] as const;
/** Name of an engine. */
export type EngineName = (typeof engineNames)[number];

/** Where onnxruntime runs a model; all but `cpu` need hardware and drivers that it finds at run time. */
export const devices = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;
/** Name of a device. */
export type Device = (typeof devices)[number];

/** Which engine computes, and where. */
export interface EngineChoice {
  /** `auto`: onnxruntime, or TensorFlow where onnxruntime does not load. */
  readonly engine: 'auto' | EngineName;
  /** Default `cpu`. TensorFlow knows `cpu` and `cuda`. */
  readonly device?: Device | undefined;
  /** Threads of onnxruntime; default all processors. TensorFlow chooses its own. */
  readonly threads?: number | undefined;
}
