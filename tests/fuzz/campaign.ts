import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SeededRandom } from '../../src/data/random.js';

/** A reader of files that come from elsewhere, and a valid input to begin with. */
export interface FuzzedReader {
  readonly name: string;
  /** Content of each file of a valid input, by its path, and how it is changed; those without a change stay. */
  readonly files: Readonly<Record<string, FuzzedFile>>;
  /**
   * Reads the input in a folder.
   *
   * @returns what is wrong with the answer, although the input was accepted
   * @throws {InvalidInputError} when the input is refused, as nearly all of these should be
   */
  read(folder: string): Promise<string | undefined>;
}

export interface FuzzedFile {
  readonly bytes: Uint8Array;
  readonly mutate?: (bytes: Uint8Array, random: SeededRandom) => Uint8Array;
}

/** An input that was not answered as it should be. */
export interface Finding {
  readonly reader: string;
  /** Number of the input: with the seed it says all that was changed. */
  readonly input: number;
  readonly kind: 'uncaught error' | 'wrong acceptance' | 'file written' | 'valid input refused';
  readonly text: string;
}

export interface CampaignOptions {
  readonly seed: number;
  /** Number of the first input; default 0. */
  readonly first?: number;
  readonly inputs: number;
  readonly onInput?: (input: number) => void;
}

export interface Outcome {
  readonly accepted: number;
  readonly refused: number;
  readonly findings: readonly Finding[];
}

/** Gives a reader changed inputs, one after another, and looks at what it makes of each. */
export async function fuzz(reader: FuzzedReader, options: CampaignOptions): Promise<Outcome> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-fuzz-'));
  const findings: Finding[] = [];
  let [accepted, refused] = [0, 0];
  const report = (input: number, kind: Finding['kind'], text: string) =>
    findings.push({ reader: reader.name, input, kind, text });
  try {
    for (const [name, { bytes }] of Object.entries(reader.files)) await put(path.join(folder, name), bytes);
    const valid = await answerTo(reader, folder);
    if (valid.kind !== 'accepted') report(-1, 'valid input refused', valid.text);
    const { first = 0, inputs, seed } = options;
    for (let input = first; input < first + inputs; input++) {
      options.onInput?.(input);
      const random = new SeededRandom(seed).fork(`${reader.name} ${input}`);
      const changed = changedFiles(reader, random);
      for (const [name, bytes] of changed) await put(path.join(folder, name), bytes);
      const answer = await answerTo(reader, folder);
      if (answer.kind === 'accepted') accepted++;
      else if (answer.kind === 'refused') refused++;
      else report(input, answer.kind, answer.text);
      const touched = answer.kind === 'refused' ? await touchedFile(reader, folder, changed) : undefined;
      if (touched !== undefined) report(input, 'file written', touched);
      for (const name of changed.keys())
        await put(path.join(folder, name), reader.files[name]?.bytes ?? Buffer.alloc(0));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { accepted, refused, findings };
}

/** Most inputs have one changed file. */
function changedFiles({ files }: FuzzedReader, random: SeededRandom): Map<string, Uint8Array> {
  const changeable = Object.entries(files).flatMap(([name, { bytes, mutate }]) =>
    mutate === undefined ? [] : [{ name, bytes, mutate }],
  );
  const chosen = random.integer(changeable.length);
  return new Map(
    changeable
      .filter((_, index) => index === chosen || random.next() < 0.1)
      .map(({ name, bytes, mutate }) => [name, mutate(bytes, random)]),
  );
}

type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused' | 'uncaught error' | 'wrong acceptance'; readonly text: string };

async function answerTo(reader: FuzzedReader, folder: string): Promise<Answer> {
  try {
    const problem = await reader.read(folder);
    return problem === undefined ? { kind: 'accepted' } : { kind: 'wrong acceptance', text: problem };
  } catch (error) {
    // By name: errors may be of another realm.
    const { name, message, stack } = error as Error;
    const isOurs = ['InvalidInputError', 'UsageError', 'UnsupportedOpError'].includes(name);
    return isOurs
      ? { kind: 'refused', text: message }
      : { kind: 'uncaught error', text: stack ?? `${name}: ${message}` };
  }
}

/** A file that reading made or changed. */
async function touchedFile(
  { files }: FuzzedReader,
  folder: string,
  changed: ReadonlyMap<string, Uint8Array>,
): Promise<string | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => !found.isDirectory())) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    const expected = changed.get(name) ?? files[name]?.bytes;
    if (expected === undefined || !(await readFile(file)).equals(expected)) return name;
  }
  return undefined;
}

async function put(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
