import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump } from 'npyjs';
import type { Dataset } from '../../src/data/dataset.js';
import { openData } from '../../src/data/open-data.js';
import { loadEngine } from '../../src/engine/load-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { checkTeacher } from '../../src/teacher/checks/check-teacher.js';
import { openTeacher, type GivenTeacher } from '../../src/teacher/open-teacher.js';
import { datasetLogits } from '../../src/teacher/logit-source.js';
import type { FuzzedReader } from './campaign.js';
import { mutatedBytes, mutatedJson, mutatedText } from './mutations.js';

const cases = fileURLToPath(new URL('../cases/', import.meta.url));

/** Opens a teacher, looks at it as `sdt run` does, and asks it. */
async function teacherProblem(
  given: GivenTeacher,
  engine: Engine,
  data: Dataset,
): Promise<string | undefined> {
  const teacher = await openTeacher(given, engine, data);
  try {
    await checkTeacher(teacher, data);
    const logits = await datasetLogits(teacher, data);
    return logits.every(Number.isFinite) ? undefined : 'answers that are no numbers';
  } finally {
    await teacher.dispose();
  }
}

function answersText({ rowSource, classNames }: Dataset): Buffer {
  const count = rowSource?.places.length ?? 0;
  const lines = Array.from({ length: count }, (_, row) =>
    [row, ...classNames.map((__, index) => ((row * 7 + index * 3) % 11) / 2)].join(','),
  );
  return Buffer.from(`${[['row', ...classNames].join(','), ...lines].join('\n')}\n`);
}

/** Readers of teachers from elsewhere, all for the table of flowers. */
export async function teacherReaders(): Promise<FuzzedReader[]> {
  const engine = await loadEngine({ engine: 'onnxruntime', threads: 1 });
  const { train } = (await openData(path.join(cases, 'flowers.csv'))).splits({ seed: 1 });
  const caseBytes = (name: string) => readFile(path.join(cases, name));
  const rowCount = train.rowSource?.places.length ?? 0;
  const width = train.classNames.length;
  const answers = Float32Array.from({ length: rowCount * width }, (_, index) => ((index * 13) % 29) / 5);
  const onnx = async (name: string): Promise<FuzzedReader> => ({
    name: `onnx ${name}`,
    files: { 'model.onnx': { bytes: await caseBytes(`onnx/${name}.onnx`), mutate: mutatedBytes } },
    read: (folder) => teacherProblem({ teacher: path.join(folder, 'model.onnx') }, engine, train),
  });
  return [
    {
      name: 'layers model',
      files: {
        'model.json': { bytes: await caseBytes('teacher-raw-features/model.json'), mutate: mutatedJson },
        'weights.bin': { bytes: await caseBytes('teacher-raw-features/weights.bin'), mutate: mutatedBytes },
      },
      read: (folder) => teacherProblem({ teacher: folder }, engine, train),
    },
    await onnx('logits'),
    await onnx('forest'),
    {
      name: 'answers npy',
      files: {
        'answers.npy': { bytes: Buffer.from(dump(answers, [rowCount, width])), mutate: mutatedBytes },
      },
      read: (folder) => teacherProblem({ teacherAnswers: path.join(folder, 'answers.npy') }, engine, train),
    },
    {
      name: 'answers csv',
      files: { 'answers.csv': { bytes: answersText(train), mutate: mutatedText } },
      read: (folder) => teacherProblem({ teacherAnswers: path.join(folder, 'answers.csv') }, engine, train),
    },
  ];
}
