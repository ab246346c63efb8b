import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** A Jupyter notebook of format 4.5, as far as ours use it. Long texts are lists of lines. */
export interface Notebook {
  readonly cells: readonly (MarkdownCell | CodeCell)[];
  readonly metadata: object;
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
}

interface MarkdownCell {
  readonly cell_type: 'markdown';
  readonly id: string;
  readonly metadata: object;
  readonly source: readonly string[];
}

export interface CodeCell {
  readonly cell_type: 'code';
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: readonly string[];
  readonly execution_count: number | null;
  readonly outputs: readonly CellOutput[];
}

export type CellOutput =
  | { readonly name: 'stdout'; readonly output_type: 'stream'; readonly text: readonly string[] }
  | {
      readonly data: Readonly<Record<string, readonly string[]>>;
      readonly metadata: object;
      readonly output_type: 'display_data';
    };

const lines = { type: 'array', items: { type: 'string' } };
const cell = {
  id: { type: 'string', pattern: '^[a-zA-Z0-9-_]{1,64}$' },
  metadata: {
    type: 'object',
    properties: { tags: { type: 'array', items: { type: 'string' }, uniqueItems: true } },
  },
  source: { ...lines, minItems: 1 },
};
const outputs = {
  type: 'array',
  items: {
    oneOf: [
      {
        properties: { name: { const: 'stdout' }, output_type: { const: 'stream' }, text: lines },
        required: ['name', 'output_type', 'text'],
        additionalProperties: false,
      },
      {
        properties: {
          data: { type: 'object', minProperties: 1, additionalProperties: lines },
          metadata: { type: 'object' },
          output_type: { const: 'display_data' },
        },
        required: ['data', 'metadata', 'output_type'],
        additionalProperties: false,
      },
    ],
  },
};
const schema = {
  type: 'object',
  properties: {
    cells: {
      type: 'array',
      minItems: 1,
      items: {
        oneOf: [
          {
            properties: { ...cell, cell_type: { const: 'markdown' } },
            required: ['cell_type', 'id', 'metadata', 'source'],
            additionalProperties: false,
          },
          {
            properties: {
              ...cell,
              cell_type: { const: 'code' },
              execution_count: { type: ['integer', 'null'], minimum: 1 },
              outputs,
            },
            required: ['cell_type', 'execution_count', 'id', 'metadata', 'outputs', 'source'],
            additionalProperties: false,
          },
        ],
      },
    },
    metadata: {
      type: 'object',
      properties: {
        kernelspec: {
          properties: { name: { type: 'string' }, display_name: { type: 'string' } },
          required: ['name', 'display_name'],
        },
        language_info: { properties: { name: { const: 'typescript' } }, required: ['name'] },
      },
      required: ['kernelspec', 'language_info'],
    },
    nbformat: { const: 4 },
    nbformat_minor: { const: 5 },
  },
  required: ['cells', 'metadata', 'nbformat', 'nbformat_minor'],
  additionalProperties: false,
};
const ajv = new Ajv2020({ strictTypes: false });
const isNotebook = ajv.compile<Notebook>(schema);

/** Reads a notebook and checks its structure. */
export async function readNotebook(file: string): Promise<Notebook> {
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!isNotebook(content)) throw new Error(`${file}: ${ajv.errorsText(isNotebook.errors)}`);
  return content;
}

export function codeCells({ cells }: Notebook): CodeCell[] {
  return cells.filter((cell) => cell.cell_type === 'code');
}

/** A text as notebooks keep it: lines with their line ends. */
export function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
