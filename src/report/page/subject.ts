import type { PageModel } from './model.js';
import { sampleName } from './sample-names.js';

/** The input whose decision is followed: a sample of the report, or a drawing made in the page. */
export interface Subject {
  readonly name: string;
  readonly features: Float32Array;
  /** Before its preparation, as `PageModel.raw` gives it. */
  readonly raw?: Float64Array | undefined;
  /** True class, where it is known. */
  readonly label?: number | undefined;
  /** Position among the report's samples. */
  readonly sample?: number | undefined;
  /** `[classCount]` */
  readonly teacherProbabilities?: Float32Array | undefined;
}

export function sampleSubject(model: PageModel, sample: number): Subject {
  const { samples } = model.data;
  return {
    name: sampleName(model.data, sample),
    features: model.features(sample),
    raw: model.raw(sample),
    label: samples.labels[sample],
    sample,
    teacherProbabilities: model.teacherProbabilities(sample),
  };
}
