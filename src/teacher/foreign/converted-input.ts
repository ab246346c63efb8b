import type { Dataset } from '../../data/dataset.js';
import { alteredTeacher } from '../altered-teacher.js';
import type { TeacherInput } from '../input-names.js';
import type { OpenTeacher } from '../logit-source.js';
import { bestInput, evidenceRows, evidenceText, rateInputs } from './input-evidence.js';
import { inputConversion, inputWidths, usualInputs } from './teacher-input.js';

/** A teacher that takes rows of one length. */
interface SizedTeacher extends OpenTeacher {
  readonly featureCount: number;
}

/**
 * A teacher that was made for prepared rows, as this toolkit's are, or for what its user says. Where labelled rows speak clearly for
 * another input, its notes say so; it is the user who decides.
 *
 * @param wanted default: prepared rows
 * @throws {InvalidInputError} when rows of the data cannot become the input
 */
export async function withInput(
  teacher: SizedTeacher,
  data: Dataset,
  wanted: TeacherInput | undefined,
): Promise<OpenTeacher> {
  if (wanted !== undefined) return converted(teacher, data, wanted);
  const sample = evidenceRows(data);
  const others = usualInputs(data).filter((input) => inputWidths(input, data).includes(teacher.featureCount));
  const rated = await rateInputs(['prepared', ...others] as const, sample, async (input) => {
    const asked = input === 'prepared' ? teacher : converted(teacher, data, input);
    return { logits: await asked.logits(sample.features, sample.rowCount, sample.sourceRows) };
  });
  const best = bestInput(rated);
  if (best.input === 'prepared') return teacher;
  const evidence = evidenceText(rated, (input) => input);
  const warning = `warning: the teacher seems to take ${best.input} values (${evidence}); --teacher-input ${best.input} gives it these`;
  return alteredTeacher(teacher, { notes: [...teacher.notes, warning] });
}

function converted(teacher: SizedTeacher, data: Dataset, input: TeacherInput): OpenTeacher {
  const width = inputWidths(input, data).find((possible) => possible === teacher.featureCount);
  const convert = inputConversion(input, data, width);
  return alteredTeacher(teacher, {
    description: `${teacher.description}, given ${input} values`,
    logits: (features, rows, sourceRows) =>
      teacher.logits(Float32Array.from(convert(features, sourceRows)), rows),
  });
}
