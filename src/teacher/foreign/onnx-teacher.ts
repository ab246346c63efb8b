import path from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { imageShapeOf } from '../../data/image/image-shape.js';
import { loadOnnxModel, type OnnxModel } from '../../engine/onnx-model.js';
import { InvalidInputError } from '../../errors.js';
import type { TeacherInput } from '../input-names.js';
import type { OpenTeacher } from '../logit-source.js';
import { bestInput, evidenceRows, evidenceText, rateInputs } from './input-evidence.js';
import { OnnxBatches } from './onnx-batches.js';
import { readOnnxFile } from './onnx-file.js';
import { declared, fittingLayouts, onnxInput, type OnnxInput, type RowLayout } from './onnx-input.js';
import { answerOutput, realOutputs } from './onnx-output.js';
import { classesOfWidth, outputKindOf, outputsToLogits } from './output-kind.js';
import { inputConversion, inputWidths, usualInputs, type InputConversion } from './teacher-input.js';

/** What is said of a model of another program rather than found out. */
export interface ModelChoice {
  /** What it takes; default: what its answers to labelled rows speak for. */
  readonly input?: TeacherInput | undefined;
  /** Name of the output that is its answer; default: the only one that can be. */
  readonly output?: string | undefined;
  /** Threads of onnxruntime; default: all processors. */
  readonly threads?: number | undefined;
}

/** One way to give rows to the model. */
interface Form {
  readonly input: TeacherInput;
  readonly layout: RowLayout;
  readonly convert: InputConversion;
}

/**
 * Opens a classifier of any other program, an ONNX file, that onnxruntime runs: a network, or a forest of `ai.onnx.ml`.
 *
 * @param data labelled rows that it is for: what it takes and answers with is found by its answers to some of them
 * @throws {InvalidInputError} naming the file, when it cannot be loaded, or does not fit the data
 */
export async function openOnnxTeacher(
  file: string,
  data: Dataset,
  choice: ModelChoice = {},
): Promise<OpenTeacher> {
  const { model, classLabels } = await readOnnxFile(file);
  const loaded = await loadOnnxModel(model, { threads: choice.threads }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`${file}: onnxruntime cannot load it: ${reason.split('\n', 1)[0]}`, {
      cause,
    });
  });
  try {
    const teacher = await fittedTeacher(loaded, path.basename(file), data, choice);
    return { ...teacher, outputClasses: classLabels };
  } catch (error) {
    await loaded.dispose();
    throw error instanceof InvalidInputError
      ? new InvalidInputError(`${file}: ${error.message}`, { cause: error })
      : error;
  }
}

async function fittedTeacher(
  model: OnnxModel,
  name: string,
  data: Dataset,
  choice: ModelChoice,
): Promise<OpenTeacher> {
  const input = onnxInput(model.inputs);
  const batches = new OnnxBatches(model, input, imageShapeOf(data), data.rawTable?.columns);
  const forms = formsFor(input, model, data, choice);
  const sample = evidenceRows(data);
  const output = await outputFor(model, batches, forms, sample, choice);
  const rated = await rateInputs(forms, sample, async ({ layout, convert }) => {
    const values = convert(sample.features, sample.sourceRows);
    const outputs = await batches.answer({ values, count: sample.rowCount, layout }, output);
    const width = outputs.length / sample.rowCount;
    const kind = outputKindOf(outputs, width);
    return { logits: outputsToLogits(outputs, width, kind), width, kind };
  });
  const best = bestInput(rated);
  const { layout, convert } = best.input;
  const { kind, width } = best.answer;
  return {
    description: `ONNX model "${name}", given ${best.input.input} values, answering with ${kind} (output "${output}")`,
    classCount: classesOfWidth(width),
    answersWith: kind,
    answersAnyInput: true,
    notes: [
      `the teacher takes ${declared({ ...input, shape: ['n', ...layout.shape] })}, ${formText(best.input)}: ${evidenceText(rated, formText)}`,
    ],
    async logits(features, rows, sourceRows) {
      const values = convert(features, sourceRows);
      const outputs = await batches.answer({ values, count: rows, layout }, output);
      return outputsToLogits(outputs, width, kind);
    },
    dispose: () => model.dispose(),
  };
}

/** Ways to give the rows to the model that fit the sizes it declares, the likeliest first. */
function formsFor(input: OnnxInput, model: OnnxModel, data: Dataset, choice: ModelChoice): Form[] {
  const image = imageShapeOf(data);
  const inputs = choice.input === undefined ? usualInputs(data) : [choice.input];
  const widths = inputs.flatMap((kind) => inputWidths(kind, data).map((width) => ({ kind, width })));
  const layouts = widths.flatMap(({ kind, width }) =>
    fittingLayouts(input, width, image).map((layout) => ({ kind, width, layout })),
  );
  if (layouts.length === 0) {
    const sizes = widths.map(({ kind, width }) => `${width} (${kind})`);
    const wanted =
      image === undefined ? `rows of ${sizes.join(' or ')} numbers` : `images of ${image.join('x')}`;
    throw new InvalidInputError(
      `the model takes ${model.inputs.map(declared).join(', ')}, which does not fit ${wanted}`,
    );
  }
  const forms: Form[] = [];
  const errors: unknown[] = [];
  for (const { kind, width, layout } of layouts) {
    try {
      forms.push({ input: kind, layout, convert: inputConversion(kind, data, width) });
    } catch (error) {
      errors.push(error);
    }
  }
  if (forms.length === 0) throw errors[0];
  return forms;
}

/** Name of the model's answer, found by what it gives for a few rows. */
async function outputFor(
  model: OnnxModel,
  batches: OnnxBatches,
  forms: readonly Form[],
  { features, sourceRows, rowCount, classNames }: ReturnType<typeof evidenceRows>,
  choice: ModelChoice,
): Promise<string> {
  const names = realOutputs(model);
  const errors: unknown[] = [];
  for (const { layout, convert } of forms) {
    const rows = { values: convert(features, sourceRows), count: rowCount, layout };
    try {
      const { batch, answers } = await batches.probe(rows, names);
      const byName = Object.fromEntries(answers.map((answer, index) => [names[index] ?? '', answer]));
      return answerOutput(model.outputs, byName, batch, classNames.length, choice.output);
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0];
}

function formText({ input, layout }: Form): string {
  const places = layout.shape.length === 3 ? ` channels ${layout.channelsFirst ? 'first' : 'last'}` : '';
  return `${input}${places}`;
}
