import type { FuzzedReader } from './campaign.js';

/** Loaded when they are wanted: each needs a library or two. */
const groups = [
  {
    names: [
      ...['csv', 'tsv', 'csv.gz', 'jsonl', 'parquet', 'idx', 'idx.gz', 'npy', 'npz'],
      ...['png', 'jpeg', 'webp', 'tiff', 'class weights'],
    ],
    readers: async () => (await import('./data-readers.js')).dataReaders(),
  },
  {
    names: ['tree file', 'results', 'trial log', 'report'],
    readers: async () => (await import('./document-readers.js')).documentReaders(),
  },
  {
    names: ['search space', 'settings file', 'shard record'],
    readers: async () => (await import('./settings-readers.js')).settingsReaders(),
  },
  {
    names: ['layers model', 'onnx logits', 'onnx forest', 'answers npy', 'answers csv'],
    readers: async () => (await import('./teacher-readers.js')).teacherReaders(),
  },
];

export const readerNames = groups.flatMap(({ names }) => names);

/** Readers of all that comes from elsewhere, or the one of that name. */
export async function allReaders(name?: string): Promise<FuzzedReader[]> {
  const wanted = groups.filter(({ names }) => name === undefined || names.includes(name));
  const readers = (await Promise.all(wanted.map((group) => group.readers()))).flat();
  return readers.filter((reader) => name === undefined || reader.name === name);
}
