import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** A small real data set that comes with the package, to play with. */
export interface ExampleData {
  readonly name: string;
  /** In `docs/examples`, where README.md says where each is from and what was done to it. */
  readonly file: string;
  readonly rows: number;
  /** Columns besides the label, which is the last. */
  readonly columns: number;
  readonly classes: number;
  readonly about: string;
  readonly license: 'CC BY 4.0' | 'CC0 1.0';
  readonly source: string;
}

export const exampleData: readonly ExampleData[] = [
  {
    name: 'iris',
    file: 'iris.csv',
    rows: 150,
    columns: 4,
    classes: 3,
    about: 'which iris, by the size of petals and sepals',
    license: 'CC BY 4.0',
    source: 'https://doi.org/10.24432/C56C76',
  },
  {
    name: 'penguins',
    file: 'penguins.csv',
    rows: 344,
    columns: 6,
    classes: 3,
    about: 'which penguin; with words and missing values',
    license: 'CC0 1.0',
    source: 'https://doi.org/10.5281/zenodo.3960218',
  },
  {
    name: 'wine',
    file: 'wine.csv',
    rows: 178,
    columns: 13,
    classes: 3,
    about: 'which vine, by the chemistry of its wine',
    license: 'CC BY 4.0',
    source: 'https://doi.org/10.24432/C5PC7J',
  },
  {
    name: 'breast-cancer',
    file: 'breast-cancer.csv',
    rows: 569,
    columns: 30,
    classes: 2,
    about: 'malignant or benign, by the nuclei of cells',
    license: 'CC BY 4.0',
    source: 'https://doi.org/10.24432/C5DW2B',
  },
  {
    name: 'digits',
    file: 'digits.csv.gz',
    rows: 1797,
    columns: 64,
    classes: 10,
    about: 'which handwritten digit; images of 8 x 8 pixels',
    license: 'CC BY 4.0',
    source: 'https://doi.org/10.24432/C50P49',
  },
];

/** The table of an example, as CSV. */
export async function exampleText({ file }: ExampleData): Promise<string> {
  // The same two levels up from src/cli (development) and from dist/cli (the package).
  const content = await readFile(fileURLToPath(new URL(`../../docs/examples/${file}`, import.meta.url)));
  return (file.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
}
