import type { LogitSource } from '../../src/teacher/logit-source.js';

/** A teacher whose logit of class k is `sum_i weights[k][i] x_i`; counts the rows that it is asked about. */
export class LinearTeacher implements LogitSource {
  readonly description = 'linear teacher';
  readonly answersAnyInput: boolean;
  rowsAsked = 0;

  constructor(
    readonly weights: readonly (readonly number[])[],
    { answersAnyInput = true }: { answersAnyInput?: boolean } = {},
  ) {
    this.answersAnyInput = answersAnyInput;
  }

  get classCount(): number {
    return this.weights.length;
  }

  logits(features: Float32Array, rows: number): Promise<Float32Array> {
    this.rowsAsked += rows;
    const featureCount = features.length / rows;
    const answers = Array.from({ length: rows }, (_, row) =>
      this.weights.map((weights) =>
        weights.reduce((sum, weight, index) => sum + weight * (features[row * featureCount + index] ?? 0), 0),
      ),
    );
    return Promise.resolve(Float32Array.from(answers.flat()));
  }
}

/** For `quadrantImages`: the mean brightness of each quadrant, sharpened. */
export function quadrantTeacher(side = 6): LinearTeacher {
  const pixels = side * side;
  return new LinearTeacher(
    [0, 1, 2, 3].map((label) =>
      Array.from({ length: pixels }, (_, pixel) => {
        const quadrant = 2 * Number(pixel >= pixels / 2) + Number(pixel % side >= side / 2);
        return quadrant === label ? 8 / (pixels / 4) : 0;
      }),
    ),
  );
}
