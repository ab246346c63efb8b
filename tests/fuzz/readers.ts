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
  const readers: FuzzedReader[] = [];
  // One after another: Jest does not link modules that two groups share at the same time.
  for (const group of wanted) readers.push(...(await group.readers()));
  return readers.filter((reader) => name === undefined || reader.name === name);
}
