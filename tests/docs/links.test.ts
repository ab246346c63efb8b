import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import type { Tokens } from 'marked';
import { allPages, pageOf, root, tokensOf, type Page } from './pages.js';

let pages: Page[];
beforeAll(async () => {
  pages = await allPages();
});

/** What is wrong with a link of a page; undefined where nothing is. Nothing is asked over the network. */
async function problemOf(page: Page, href: string): Promise<string | undefined> {
  if (/^[a-z]+:/i.test(href)) {
    const url = URL.canParse(href) ? new URL(href) : undefined;
    return url?.protocol === 'https:' && url.hostname.includes('.') ? undefined : 'is no https address';
  }
  const [place = '', anchor] = decodeURI(href).split('#');
  const file = place === '' ? page.file : path.posix.join(path.posix.dirname(page.file), place);
  if (file.startsWith('..')) return 'leads out of the repository';
  if (!existsSync(path.join(root, file))) return 'leads to nothing';
  if (anchor === undefined) return undefined;
  if (!file.endsWith('.md') || statSync(path.join(root, file)).isDirectory())
    return 'has an anchor in what is no page';
  return anchorsOf(await pageOf(file)).includes(anchor) ? undefined : 'names a heading that is not there';
}

function anchorsOf(page: Page): string[] {
  const slugger = new GithubSlugger();
  return tokensOf<Tokens.Heading>(page, 'heading').map(({ text }) =>
    slugger.slug(text.replace(/[`*_]/g, '')),
  );
}

describe('links', () => {
  test('of README, docs, reports, notebooks and the other pages lead somewhere', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const page of pages) {
      const links = [...tokensOf<Tokens.Link>(page, 'link'), ...tokensOf<Tokens.Image>(page, 'image')];
      for (const { href } of links) {
        count++;
        const problem = await problemOf(page, href);
        if (problem !== undefined) wrong.push(`${page.file}: ${href} ${problem}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(50);
  });

  test.each([
    ['none.md', 'leads to nothing'],
    ['../x', 'leads out of the repository'],
    ['CONTRIBUTING.md#no-such-heading', 'names a heading that is not there'],
    ['LICENSE#x', 'has an anchor in what is no page'],
    ['http://example.com', 'is no https address'],
    ['https://nowhere', 'is no https address'],
    ['CONTRIBUTING.md#where-things-are', undefined],
    ['#results', undefined],
    ['https://example.com/x#y', undefined],
  ])('%s', async (href, problem) => {
    expect(await problemOf(await pageOf('README.md'), href)).toBe(problem);
  });

  test('every page of docs is on the list of tasks, in README and in the API pages', async () => {
    for (const list of ['README.md', 'docs/README.md']) {
      const page = await pageOf(list);
      const linked = tokensOf<Tokens.Link>(page, 'link').map(({ href }) =>
        path.posix.join(path.posix.dirname(list), href),
      );
      const tasks = pages.map(({ file }) => file).filter((file) => /^docs\/(?!README)[^/]+\.md$/.test(file));
      const notebooks = pages.map(({ file }) => file).filter((file) => file.endsWith('.ipynb'));
      expect(linked).toEqual(expect.arrayContaining([...tasks, ...notebooks]));
      const typedoc: unknown = JSON.parse(readFileSync(path.join(root, 'typedoc.json'), 'utf8'));
      expect(typedoc).toMatchObject({
        readme: 'docs/README.md',
        projectDocuments: expect.arrayContaining(tasks),
      });
    }
  });
});
