import type { OnnxModel, OnnxOutput, OnnxValue } from '../../engine/onnx-model.js';
import { InvalidInputError } from '../../errors.js';
import { declared } from './onnx-input.js';

/** Outputs that may be answers: labels are integers, and maps no tensors. */
export function realOutputs({ outputs }: OnnxModel): string[] {
  return outputs.filter(({ type }) => type === 'float32' || type === 'float64').map(({ name }) => name);
}

/**
 * The output that is a teacher's answer: `[rows, classes]`, or `[rows]` for two classes.
 *
 * @param answers to some rows, of the outputs in `realOutputs`, by their names
 * @param wanted name of the output that the user names
 * @throws {InvalidInputError} when none is such an output, or several are and none is named
 */
export function answerOutput(
  outputs: readonly OnnxValue[],
  answers: Readonly<Record<string, OnnxOutput>>,
  rows: number,
  classCount: number,
  wanted: string | undefined,
): string {
  const fits = ({ shape: [first], values }: OnnxOutput) =>
    first === rows && (values.length === rows * classCount || (values.length === rows && classCount === 2));
  const found = outputs.map((output) => {
    const answer = answers[output.name];
    return declared(answer === undefined ? output : { ...output, shape: ['n', ...answer.shape.slice(1)] });
  });
  const fitting = Object.keys(answers).filter((name) => {
    const answer = answers[name];
    return answer !== undefined && fits(answer) && (wanted === undefined || name === wanted);
  });
  const [name, ...others] = fitting;
  if (name !== undefined && others.length === 0) return name;
  if (name !== undefined) {
    throw new InvalidInputError(
      `several outputs may be the teacher's answer: ${fitting.map((other) => `"${other}"`).join(', ')}; say which with --teacher-output`,
    );
  }
  const names = wanted === undefined ? 'no output' : `the output "${wanted}" is not there, or not`;
  throw new InvalidInputError(
    `${names} [n, ${classCount}] of real numbers for the ${classCount} classes of the data; the model gives ${found.join(', ')}`,
  );
}
