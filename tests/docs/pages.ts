import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { marked, type Token, type Tokens } from 'marked';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page that people read: a file of Markdown, or the text cells of a notebook. */
export interface Page {
  /** Relative to the repository. */
  readonly file: string;
  readonly tokens: readonly Token[];
}

/** README and what stands in `docs`: the pages with command lines and programs. */
export async function guides(): Promise<Page[]> {
  const docs = await filesOf('docs', (file) => file.endsWith('.md') && !file.startsWith('docs/api/'));
  return Promise.all(['README.md', ...docs].map(pageOf));
}

/** All pages of the repository. */
export async function allPages(): Promise<Page[]> {
  const others = ['CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
  const reports = await filesOf('reports', (file) => file.endsWith('.md'));
  const notebooks = await filesOf('notebooks', (file) => /^notebooks\/[^/]+\.ipynb$/.test(file));
  return [...(await guides()), ...(await Promise.all([...others, ...reports, ...notebooks].map(pageOf)))];
}

async function filesOf(folder: string, isWanted: (file: string) => boolean): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: folder !== 'notebooks' });
  return entries
    .map((entry) => path.posix.join(folder, entry))
    .filter(isWanted)
    .sort();
}

export async function pageOf(file: string): Promise<Page> {
  const content = await readFile(path.join(root, file), 'utf8');
  const text = file.endsWith('.ipynb') ? textOfNotebook(content) : content;
  return { file, tokens: marked.lexer(text) };
}

function textOfNotebook(content: string): string {
  const { cells } = JSON.parse(content) as {
    cells: { cell_type: string; source: string[] }[];
  };
  const texts = cells
    .filter(({ cell_type }) => cell_type === 'markdown')
    .map(({ source }) => source.join(''));
  return texts.join('\n\n');
}

/** All tokens of a kind, at any depth. */
export function tokensOf<T extends Token>({ tokens }: Page, type: T['type']): T[] {
  const found: T[] = [];
  void marked.walkTokens([...tokens], (token) => {
    if (token.type === type) found.push(token as T);
  });
  return found;
}

/** Texts of the code blocks in a language. */
export function codeBlocks(page: Page, language: string): string[] {
  return tokensOf<Tokens.Code>(page, 'code')
    .filter(({ lang }) => lang === language)
    .map(({ text }) => text);
}
