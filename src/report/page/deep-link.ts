import { useEffect, useRef } from 'preact/hooks';

import type { TreeChoice } from './tree/tree-section.js';

/** What a link into the page shows: a row, a tree, a node of it. */
export interface DeepLink {
  /** Name of a row, as `sampleTag` gives it. */
  readonly row?: string | undefined;
  readonly tree?: TreeChoice | undefined;
  readonly node?: number | undefined;
}

/** Browsers refuse many changes of the address in a short time. */
const pause = 300;

/** Reads `#row=246&tree=distilled&node=12`; other fragments, as of a section, hold nothing. */
export function parseLink(hash: string): DeepLink {
  const found = new URLSearchParams(hash.replace(/^#/, ''));
  const tree = found.get('tree');
  const node = found.get('node') ?? '';
  return {
    row: found.get('row') ?? undefined,
    tree: tree === 'baseline' || tree === 'distilled' || tree === 'both' ? tree : undefined,
    node: /^\d{1,9}$/.test(node) ? Number(node) : undefined,
  };
}

export function formatLink({ row, tree, node }: DeepLink): string {
  const parts = [
    ...(row === undefined ? [] : [['row', row]]),
    ...(tree === undefined ? [] : [['tree', tree]]),
    ...(node === undefined ? [] : [['node', String(node)]]),
  ];
  return `#${new URLSearchParams(parts).toString()}`;
}

/**
 * Keeps the page's address in step with what is shown, without new entries of the history, and follows addresses that the
 * reader opens.
 *
 * @param link what is shown; the address is left alone as long as this is what the page began with
 */
export function useDeepLink(link: DeepLink, onOpen: (link: DeepLink) => void): void {
  const text = formatLink(link);
  const first = useRef(text);
  const now = useRef(text);
  now.current = text;
  const open = useRef(onOpen);
  open.current = onOpen;
  useEffect(() => {
    if (text === first.current) return;
    first.current = '';
    const timer = setTimeout(() => history.replaceState(null, '', text), pause);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  useEffect(() => {
    const follow = (): void => {
      const opened = parseLink(location.hash);
      if (opened.row !== undefined || opened.node !== undefined || opened.tree !== undefined)
        open.current(opened);
      // A section was opened: what is shown stays in the address.
      else if (first.current === '') history.replaceState(null, '', now.current);
    };
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('hashchange', follow);
    };
  }, []);
}
