import type { Dataset } from '../data/dataset.js';
import { teacherScores, type TeacherScores } from '../distill/teacher-scores.js';
import { loadEngine } from '../engine/load-engine.js';
import { openTeacher, type GivenTeacher } from '../teacher/open-teacher.js';
import type { CommandOutput } from './command-output.js';
import type { EngineOptions } from './common-options.js';

/** Answers of a teacher that is there to all rows of a data set, and what they are worth. */
export async function askTeacher(
  given: GivenTeacher,
  dataset: Dataset,
  options: EngineOptions,
  output: CommandOutput,
): Promise<TeacherScores> {
  const engine = await loadEngine(options);
  try {
    const teacher = await openTeacher(given, engine, dataset);
    output.log(`Asking the teacher, ${teacher.description}`);
    for (const note of teacher.notes) output.log(note);
    const scores = await teacherScores(teacher, dataset);
    await teacher.dispose();
    return scores;
  } finally {
    await engine.dispose();
  }
}
