import type { OpenTeacher } from './logit-source.js';

/** The same teacher, asked or read in another way. */
export function alteredTeacher(
  teacher: OpenTeacher,
  changes: Partial<Pick<OpenTeacher, 'notes' | 'input' | 'logits'>>,
): OpenTeacher {
  return {
    description: teacher.description,
    classCount: teacher.classCount,
    ...(teacher.parameterCount === undefined ? {} : { parameterCount: teacher.parameterCount }),
    input: teacher.input,
    output: teacher.output,
    get answersWith() {
      return teacher.answersWith;
    },
    answersAnyInput: teacher.answersAnyInput,
    notes: teacher.notes,
    logits: (features, rows, sourceRows) => teacher.logits(features, rows, sourceRows),
    dispose: () => teacher.dispose(),
    ...changes,
  };
}
