import { readFile } from 'node:fs/promises';

/** Confusion of the distilled tree's max path on the test rows, counts `[true class][answered class]`, as a report holds it. */
export interface StoredConfusion {
  readonly counts: readonly (readonly number[])[];
  /** Accuracies of the trees that the report shows, to tell whose report it is. */
  readonly accuracies: { readonly baseline: number | undefined; readonly distilled: number | undefined };
}

/**
 * Reads it from a report's file.
 *
 * @returns `undefined` where there is no file, or none with such counts
 */
export async function readConfusion(file: string): Promise<StoredConfusion | undefined> {
  let html: string;
  try {
    html = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  const text = /<script type="application\/json" id="report-data">([^]*?)<\/script>/.exec(html)?.[1];
  try {
    return text === undefined ? undefined : confusionIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function confusionIn(data: unknown): StoredConfusion | undefined {
  const trees = listAt(data, 'trees');
  const distilled = trees.find((tree) => at(tree, 'role') === 'distilled');
  const counts = listAt(at(at(distilled, 'confusion'), 'maxPath'), 'counts');
  const [run] = listAt(data, 'runs');
  const accuracyOf = (role: string) => {
    const accuracy = at(at(at(run, 'trees'), role), 'maxPath');
    return typeof accuracy === 'number' ? accuracy : undefined;
  };
  if (counts.length === 0 || !counts.every((line) => isCounts(line, counts.length))) return undefined;
  return { counts, accuracies: { baseline: accuracyOf('baseline'), distilled: accuracyOf('distilled') } };
}

function isCounts(line: unknown, length: number): line is readonly number[] {
  return Array.isArray(line) && line.length === length && line.every((count) => Number.isSafeInteger(count));
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key);
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
