import { format } from 'node:util';

/**
 * Stands in for the module `tslab` where a notebook's cells run as one ES module: what they print and display becomes
 * lines of JSON on stdout, for `run-notebook.ts`.
 */
export type CellEvent =
  | { readonly kind: 'cell' }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'display'; readonly mediaType: string; readonly text: string };

function send(event: CellEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

export function startCell(): void {
  send({ kind: 'cell' });
}

console.log = (...values: unknown[]) => send({ kind: 'print', text: `${format(...values)}\n` });

export const display = {
  svg: (text: string) => send({ kind: 'display', mediaType: 'image/svg+xml', text }),
};
