import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import sharp from 'sharp';
import { readImage } from '../../src/data/image/image-file.js';
import type { LoadOptions } from '../../src/data/load-raw-data.js';
import { openData, type OpenData } from '../../src/data/open-data.js';
import { readClassWeights } from '../../src/data/table/class-weight-file.js';
import { jsonLinesToParquet } from '../../src/data/table/write-parquet.js';
import type { FuzzedFile, FuzzedReader } from './campaign.js';
import { mutatedBytes, mutatedJson, mutatedText } from './mutations.js';

const rows = Array.from({ length: 40 }, (_, row) => ({
  id: `r${row}`,
  size: (((row * 37) % 50) / 7).toFixed(3),
  color: ['red', 'green', 'light blue'][(row * 5) % 3] ?? '',
  count: String((row * 11) % 17),
  label: ['yes', 'no', 'perhaps'][row % 3] ?? '',
}));
const names = ['id', 'size', 'color', 'count', 'label'] as const;

function tableText(separator: string): Buffer {
  const cell = (text: string) => (text.includes(' ') ? `"${text}"` : text);
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(separator));
  return Buffer.from(`${[names.join(separator), ...lines].join('\n')}\n`);
}

const jsonLines = rows.map((row) => JSON.stringify({ ...row, size: Number(row.size) })).join('\n');

async function parquetBytes(): Promise<Buffer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-fuzz-seed-'));
  try {
    const [source, target] = [path.join(folder, 'rows.jsonl'), path.join(folder, 'rows.parquet')];
    await writeFile(source, jsonLines);
    const types = names.map((name) => [name, name === 'size' ? 'DOUBLE' : 'VARCHAR'] as const);
    await jsonLinesToParquet(source, target, types);
    return await readFile(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** 60 images of 3 x 4 pixels and their labels. */
const pixels = Uint8Array.from({ length: 60 * 12 }, (_, index) => (index * 29) % 256);
const labels = Uint8Array.from({ length: 60 }, (_, row) => row % 3);

function idx(shape: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, axis) => header.writeInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, values]);
}

function npy(shape: number[], values: Uint8Array | Float32Array): Buffer {
  return Buffer.from(dump(values, shape));
}

function onlyFile(name: string, bytes: Uint8Array, mutate: FuzzedFile['mutate']): FuzzedReader['files'] {
  return { [name]: { bytes, ...(mutate && { mutate }) } };
}

/** Opens a data set and prepares its parts, as training would. */
function dataReader(
  name: string,
  files: FuzzedReader['files'],
  source: string,
  options: LoadOptions = {},
): FuzzedReader {
  return {
    name,
    files,
    async read(folder) {
      const data = await openData(path.join(folder, source), options);
      const splits = data.splits({ seed: 1 });
      return [problemOf(data), ...[splits.train, splits.validation, splits.test].map(partProblem)].find(
        (problem) => problem !== undefined,
      );
    },
  };
}

function problemOf({ classNames, inputShape, columnCount }: OpenData): string | undefined {
  if (new Set(classNames).size !== classNames.length) return 'two classes of one name';
  if (classNames.length < 2) return `${classNames.length} classes`;
  const product = inputShape.reduce((size, side) => size * side, 1);
  return product === columnCount ? undefined : `shape [${inputShape.join()}] of ${columnCount} columns`;
}

function partProblem({
  features,
  rowCount,
  featureCount,
  labels: classes,
  classNames,
}: Partial<Awaited<ReturnType<OpenData['splits']>>['train']>): string | undefined {
  if (features?.length !== (rowCount ?? 0) * (featureCount ?? 0)) return 'features of other rows';
  const bad = features.subarray().find((value) => !Number.isFinite(value));
  if (bad !== undefined) return `feature ${bad}`;
  return classes?.every((label) => label < (classNames?.length ?? 0)) === false
    ? 'label of no class'
    : undefined;
}

function imageReader(format: string, bytes: Uint8Array): FuzzedReader {
  return {
    name: format,
    files: onlyFile(`image.${format}`, bytes, mutatedBytes),
    async read(folder) {
      const image = await readImage(path.join(folder, `image.${format}`));
      const { height, width, channels, pixels: values } = image;
      if (values.length !== height * width * channels)
        return `${values.length} values of ${height} x ${width}`;
      return values.every((value) => value >= 0 && value <= 1) ? undefined : 'a pixel out of [0, 1]';
    },
  };
}

/** Readers of everything that holds rows. */
export async function dataReaders(): Promise<FuzzedReader[]> {
  const plain = sharp(pixels.subarray(0, 300), { raw: { width: 10, height: 10, channels: 3 } });
  const idxFiles = { images: idx([60, 3, 4], pixels), labels: idx([60], labels) };
  const arrays = { x: npy([60, 3, 4], pixels), y: npy([60], labels) };
  const floats = npy(
    [60, 12],
    Float32Array.from(pixels, (value) => value / 7),
  );
  const weights = Buffer.from('{"yes": 1, "no": 2.5, "perhaps": 0.25}');
  return [
    dataReader('csv', onlyFile('data.csv', tableText(','), mutatedText), 'data.csv'),
    dataReader('tsv', onlyFile('data.tsv', tableText('\t'), mutatedText), 'data.tsv'),
    dataReader('csv.gz', onlyFile('data.csv.gz', gzipSync(tableText(';')), mutatedBytes), 'data.csv.gz'),
    dataReader('jsonl', onlyFile('data.jsonl', Buffer.from(jsonLines), mutatedJson), 'data.jsonl'),
    dataReader('parquet', onlyFile('data.parquet', await parquetBytes(), mutatedBytes), 'data.parquet'),
    dataReader(
      'idx',
      {
        'idx/train-images-idx3-ubyte': { bytes: idxFiles.images, mutate: mutatedBytes },
        'idx/train-labels-idx1-ubyte': { bytes: idxFiles.labels, mutate: mutatedBytes },
      },
      'idx',
    ),
    dataReader(
      'idx.gz',
      {
        'idx/train-images-idx3-ubyte.gz': { bytes: gzipSync(idxFiles.images), mutate: mutatedBytes },
        'idx/train-labels-idx1-ubyte.gz': { bytes: gzipSync(idxFiles.labels), mutate: mutatedBytes },
      },
      'idx',
    ),
    dataReader(
      'npy',
      {
        'npy/X_train.npy': { bytes: arrays.x, mutate: mutatedBytes },
        'npy/y_train.npy': { bytes: arrays.y, mutate: mutatedBytes },
        'npy/X_test.npy': { bytes: arrays.x },
        'npy/y_test.npy': { bytes: arrays.y },
      },
      'npy',
    ),
    dataReader(
      'npz',
      onlyFile('data.npz', zipSync({ 'x.npy': floats, 'y.npy': arrays.y }), mutatedBytes),
      'data.npz',
    ),
    imageReader('png', await plain.clone().png().toBuffer()),
    imageReader('jpeg', await plain.clone().jpeg().toBuffer()),
    imageReader('webp', await plain.clone().webp({ lossless: true }).toBuffer()),
    imageReader('tiff', await plain.clone().tiff().toBuffer()),
    {
      name: 'class weights',
      files: onlyFile('weights.json', weights, mutatedJson),
      async read(folder) {
        const read = await readClassWeights(path.join(folder, 'weights.json'));
        return Object.values(read).every((weight) => weight > 0 && Number.isFinite(weight))
          ? undefined
          : 'a weight that is none';
      },
    },
  ];
}
