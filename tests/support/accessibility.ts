import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** Violations that axe-core finds, as readable lines. Run with the page's CSP in force: the script comes by the debugger. */
export async function violations(target: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await target.evaluate(axe);
  return target.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
    const { violations: found } = await runner.run();
    return found.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(' | ')}`,
    );
  });
}

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
