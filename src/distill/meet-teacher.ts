import type { DatasetSplits } from '../data/dataset.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { checkTeacher } from '../teacher/checks/check-teacher.js';
import type { TeacherCheck } from '../teacher/checks/teacher-check.js';
import { knowsRows, type LogitSource } from '../teacher/logit-source.js';

/** What was found out about a teacher before trees learn from it. */
export interface MetTeacher {
  /** Those that were given, without what the teacher cannot do. */
  readonly settings: ExperimentSettings;
  readonly checks: readonly TeacherCheck[];
  /** What it cannot answer, a line each. */
  readonly notes: readonly string[];
}

/**
 * Looks at a teacher that comes from elsewhere before the long run: whether it fits the data, and what it can be asked about.
 *
 * @param order class of each output of the teacher, where other than the data's
 * @throws {InvalidInputError} when the teacher does not fit the data, or does not answer with logits or distributions
 */
export async function meetTeacher(
  teacher: LogitSource,
  { train, validation, test, unlabelled }: DatasetSplits,
  settings: ExperimentSettings,
  order?: readonly string[],
): Promise<MetTeacher> {
  const checks = await checkTeacher(teacher, train, order);
  const { teacherDeformations } = settings.distillation;
  const mayDeform = teacher.answersAnyInput || imageShapeOf(train) === undefined || teacherDeformations === 1;
  const unknown = Object.entries({ validation, test }).flatMap(([name, part]) =>
    knowsRows(teacher, part) ? [] : [name],
  );
  return {
    settings: mayDeform
      ? settings
      : { ...settings, distillation: { ...settings.distillation, teacherDeformations: 1 } },
    checks,
    notes: [
      ...(mayDeform
        ? []
        : ['it knows the images themselves alone, so that it is not asked about deformed ones']),
      ...(unlabelled === undefined || knowsRows(teacher, unlabelled)
        ? []
        : ['it does not know all rows without a label, so that these are left out']),
      ...(unknown.length === 0
        ? []
        : [`it does not know all ${unknown.join(' and ')} rows, so that it has no scores there`]),
    ],
  };
}
