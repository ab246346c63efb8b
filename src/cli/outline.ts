import { escapeText } from '../report/html-text.js';
import type { Side } from '../tree/topology.js';
import type { Colors } from './colors.js';
import { formatPercent } from './number-format.js';
import { formatTable, type TableColumn } from './text-table.js';
import { displayWidth, wrapWords } from './wrapped-text.js';

/** A piece of an explanation, whatever it is written as. */
export type OutlineItem =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone | undefined }
  /** One of a list, counted from 1. */
  | { readonly kind: 'step'; readonly number: number; readonly text: string }
  /** Of the step above. */
  | { readonly kind: 'detail'; readonly text: string; readonly tone?: Tone | undefined }
  /** Of the step above: something that sends it to a side, with its size. */
  | { readonly kind: 'push'; readonly side: Side; readonly size: number; readonly text: string }
  /** Part of a whole, as a bar. */
  | { readonly kind: 'share'; readonly text: string; readonly share: number }
  /** Numbers beside names. */
  | {
      readonly kind: 'table';
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly string[])[];
    };

/** What a piece is to a reader: right, wrong, to be looked at, or beside the matter. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'aside';

const barWidth = 24;

/** An explanation as lines of text, broken at blanks. */
export function outlineText(items: readonly OutlineItem[], colors: Colors, width: number): string[] {
  const ofKind = <Kind extends OutlineItem['kind']>(kind: Kind) =>
    items.filter((item): item is Extract<OutlineItem, { kind: Kind }> => item.kind === kind);
  const numberWidth = String(ofKind('step').length).length;
  const sizeWidth = Math.max(0, ...ofKind('push').map(({ size }) => sizeText(size).length));
  const shares = ofKind('share');
  const percents = '100.00 %'.length;
  const room = Math.max(8, width - percents - 6 - Math.min(barWidth, Math.floor(width / 4)));
  const nameWidth = Math.min(room, Math.max(0, ...shares.map(({ text }) => displayWidth(text))));
  const detailIndent = ' '.repeat(numberWidth + 4);
  const colored = (lines: readonly string[], tone: Tone | undefined) =>
    tone === undefined ? lines : lines.map((line) => toneColor(colors, tone)(line));
  return items.flatMap((item, index) => {
    const gap = item.kind === 'heading' && index > 0 ? [''] : [];
    switch (item.kind) {
      case 'heading':
        return [...gap, ...wrapWords(item.text, width).map((line) => colors.bold(line))];
      case 'title':
        return wrapWords(item.text, width);
      case 'text':
        return colored(wrapWords(item.text, width), item.tone);
      case 'step': {
        const mark = `  ${String(item.number).padStart(numberWidth)}. `;
        return wrapWords(item.text, width, mark, detailIndent);
      }
      case 'detail':
        return colored(wrapWords(item.text, width, detailIndent, `${detailIndent}  `), item.tone);
      case 'push': {
        const mark = `${detailIndent}  ${arrows[item.side]} ${sizeText(item.size).padStart(sizeWidth)}  `;
        return wrapWords(item.text, width, mark, ' '.repeat(mark.length));
      }
      case 'share': {
        const bars = Math.max(4, Math.min(barWidth, width - nameWidth - percents - 6));
        const bar = '█'.repeat(Math.round(item.share * bars)).padEnd(bars);
        const [first = '', ...rest] = wrapWords(item.text, nameWidth);
        const name = first + ' '.repeat(Math.max(0, nameWidth - displayWidth(first)));
        const percent = formatPercent(item.share).padStart(percents);
        return [`  ${name}  ${colors.cyan(bar)}  ${percent}`, ...rest.map((line) => `  ${line}`)];
      }
      case 'table':
        return narrowTable(item, width);
    }
  });
}

/** A table whose first column wraps where the others leave little room. */
function narrowTable({ columns, rows }: Extract<OutlineItem, { kind: 'table' }>, width: number): string[] {
  const others = formatTable(
    columns.slice(1),
    rows.map((row) => row.slice(1)),
    '    ',
  );
  const room = Math.max(8, width - Math.max(...others.map(displayWidth)));
  const lines = rows.flatMap((row) => {
    const [first = '', ...rest] = wrapWords(row[0] ?? '', room);
    return [[first, ...row.slice(1)], ...rest.map((line) => [line])];
  });
  return formatTable(columns, lines, '  ');
}

export const arrows: Readonly<Record<Side, string>> = { left: '←', right: '→' };

/** Two decimals of a size in log-odds. */
function sizeText(size: number): string {
  return size.toFixed(2);
}

function toneColor(colors: Colors, tone: Tone): (text: string) => string {
  return { good: colors.green, bad: colors.red, doubtful: colors.yellow, aside: colors.dim }[tone];
}

/** The same as the body of a page: sections, a list of steps, tables of pushes and shares. */
export function outlineHtml(items: readonly OutlineItem[]): string {
  const parts: string[] = [];
  let open: readonly string[] = [];
  const within = (tags: readonly string[]): void => {
    const same = tags.findIndex((tag, index) => tag !== open[index]);
    const kept = same < 0 ? Math.min(tags.length, open.length) : same;
    for (const tag of open.slice(kept).reverse()) parts.push(`</${tag}>`);
    for (const tag of tags.slice(kept)) parts.push(tag === 'table' ? '<table class="pushes">' : `<${tag}>`);
    open = tags;
  };
  for (const item of items) {
    const text = 'text' in item ? escapeText(item.text) : '';
    const tone = 'tone' in item && item.tone !== undefined ? ` class="${item.tone}"` : '';
    switch (item.kind) {
      case 'title':
        parts.push(`<h1>${text}</h1>`);
        break;
      case 'heading':
        within([]);
        parts.push(`<h2>${text}</h2>`);
        break;
      case 'text':
        within([]);
        parts.push(`<p${tone}>${text}</p>`);
        break;
      case 'step':
        within(['ol']);
        within(['ol', 'li']);
        parts.push(`<p class="question">${text}</p>`);
        break;
      case 'detail':
        within(['ol', 'li']);
        parts.push(`<p${tone}>${text}</p>`);
        break;
      case 'push':
        within(['ol', 'li', 'table']);
        parts.push(
          `<tr class="${item.side}"><td>${arrows[item.side]} ${sizeText(item.size)}</td><td>${text}</td></tr>`,
        );
        break;
      case 'share':
        within(['dl']);
        parts.push(
          `<div><dt>${text}</dt><dd>${formatPercent(item.share)} <meter min="0" max="1" value="${item.share}"></meter></dd></div>`,
        );
        break;
      case 'table':
        within([]);
        parts.push(tableHtml(item));
        break;
    }
  }
  within([]);
  return parts.join('\n');
}

function tableHtml({ columns, rows }: Extract<OutlineItem, { kind: 'table' }>): string {
  const cell = (text: string, index: number, tag: string) =>
    `<${tag}${columns[index]?.align === 'right' ? ' class="number"' : ''}>${escapeText(text)}</${tag === 'td' ? 'td' : 'th'}>`;
  const head = columns.map(({ title }, index) => cell(title, index, 'th scope="col"')).join('');
  const body = rows.map(
    (row) =>
      `<tr>${row.map((text, index) => cell(text, index, index === 0 ? 'th scope="row"' : 'td')).join('')}</tr>`,
  );
  // On a narrow screen the table scrolls within the page.
  const name = escapeText(
    `Table: ${columns
      .map(({ title }) => title)
      .filter(Boolean)
      .join(', ')}`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table class="figures"><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
