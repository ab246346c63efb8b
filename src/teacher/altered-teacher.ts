import type { OpenTeacher } from './logit-source.js';

/** The same teacher, asked or read in another way. */
export function alteredTeacher(
  teacher: OpenTeacher,
  changes: Partial<Pick<OpenTeacher, 'description' | 'notes' | 'logits'>>,
): OpenTeacher {
  const { description, classCount, parameterCount, answersAnyInput, notes } = teacher;
  return {
    description,
    classCount,
    ...(parameterCount === undefined ? {} : { parameterCount }),
    get answersWith() {
      return teacher.answersWith;
    },
    answersAnyInput,
    ...(teacher.knows && { knows: (rows) => teacher.knows?.(rows) ?? false }),
    notes,
    logits: (features, rows, sourceRows) => teacher.logits(features, rows, sourceRows),
    dispose: () => teacher.dispose(),
    ...changes,
  };
}
