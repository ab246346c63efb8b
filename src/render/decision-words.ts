import type { ValueChange } from '../explain/changeable-columns.js';
import type { GateQuestion, QuestionTerm } from '../explain/gate-question.js';
import type { Surety } from '../explain/surety.js';
import {
  grainOf,
  isUnknownWord,
  onGrain,
  otherWord,
  spreadOf,
  wordShares,
  type CellValue,
  type ExplainedColumn,
} from '../explain/table-columns.js';
import { isolated } from './isolated-text.js';
import { formatList } from './list-text.js';
import { oneLine } from './text-metrics.js';

// A decision on a table in words: what text, pages and drawings say alike.

/** A number with a comma between thousands from 10,000 on: 1990 may be a year. */
function plainNumber(value: number): string {
  const text = String(value);
  if (Math.abs(value) < 10_000 || text.includes('e')) return text.replace('-', '−');
  const [whole = '', rest] = text.replace('-', '−').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

/** A number rounded as a person would: to about a tenth of the column's spread. */
function roundNumber({
  column,
  value,
}: {
  readonly column: ExplainedColumn;
  readonly value: number;
}): string {
  const spread = spreadOf(column);
  const grain = grainOf(column);
  const coarse = spread === 0 ? grain : Math.max(grain, 10 ** (Math.floor(Math.log10(spread)) - 1));
  return plainNumber(onGrain(value, coarse));
}

/** `petal length`, on one line, as a part of a sentence. */
export function columnTitle({ title }: ExplainedColumn): string {
  return isolated(oneLine(title));
}

/** `0.2 cm`, `State`, `yes`, `missing`; a word that the tree does not know in quotes: `"Moon"`. */
export function valueText(column: ExplainedColumn, value: CellValue): string {
  if (value === null) return 'missing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isUnknownWord(column, value)) return isolated(`"${oneLine(value)}"`);
  const text = typeof value === 'number' ? plainNumber(value) : isolated(oneLine(value));
  return withUnit(text, column);
}

function withUnit(text: string, { unit }: ExplainedColumn): string {
  return unit === undefined ? text : `${text} ${isolated(oneLine(unit))}`;
}

/** What is usual beside a value: `usual 0.1 to 2.3`, `7 % of the rows; most often Private, 71 %`; nothing where it is not known. */
export function usualText(column: ExplainedColumn, value: CellValue): string {
  const { input, usual, rows } = column;
  if (usual === undefined || rows === 0) return '';
  const { numbers } = usual;
  const lacking = value === null ? [`missing in ${shareText(usual.missing / rows)} of the rows`] : [];
  if (input.kind === 'number') {
    if (numbers === undefined) return lacking.join('; ');
    const range = `usual ${roundNumber({ column, value: numbers.low })} to ${roundNumber({ column, value: numbers.high })}`;
    const beyond =
      typeof value !== 'number'
        ? []
        : value > numbers.greatest
          ? ['above all training rows']
          : value < numbers.least
            ? ['below all training rows']
            : [];
    return [...lacking, range, ...beyond].join('; ');
  }
  const { shares } = wordShares(column);
  const words = input.kind === 'category' ? [...input.categories, 'other'] : ['no', 'yes'];
  const isUnknown = isUnknownWord(column, value);
  const own = words.indexOf(
    isUnknown ? otherWord : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? ''),
  );
  const most = shares.reduce((best, share, index) => (share > (shares[best] ?? 0) ? index : best), 0);
  const share = shares[own] ?? 0;
  const ownText =
    own < 0
      ? lacking
      : !isUnknown
        ? [`${shareText(share)} of the rows`]
        : share === 0
          ? ['in no training row']
          : [`counts as other, ${shareText(share)} of the rows`];
  const mostText =
    most === own
      ? []
      : [`most often ${isolated(oneLine(words[most] ?? ''))}, ${shareText(shares[most] ?? 0)}`];
  return [...ownText, ...mostText].join('; ');
}

/** `71 %`; `none` for nothing, and what there is, is never 0 %. */
export function shareText(share: number): string {
  if (share === 0) return 'none';
  if (share < 0.01) return 'under 1 %';
  return `${Math.round(100 * share)} %`;
}

/** `Are petal length above 2.6 cm and petal width above 0.8 cm, taken together?` */
export function questionText(columns: readonly ExplainedColumn[], { terms, others }: GateQuestion): string {
  const parts = terms.flatMap((term) => {
    const column = columns[term.column];
    return column === undefined ? [] : [termText(column, term)];
  });
  if (parts.length === 0) return 'Asks nothing: every row goes the same way';
  const together = parts.length > 1 || others > 0 ? ', on balance' : '';
  return `Is ${formatList(parts, 'and')}${together}?`;
}

function termText(column: ExplainedColumn, term: QuestionTerm): string {
  const title = columnTitle(column);
  if ('words' in term)
    return `${title} ${formatList(
      term.words.map((word) => isolated(oneLine(word))),
      'or',
    )}`;
  if ('is' in term) return `${title} ${term.is ? 'yes' : 'no'}`;
  const { numbers } = column.usual ?? {};
  const { side, threshold } = term;
  const text = `${side} ${withUnit(roundNumber({ column, value: threshold }), column)}`;
  const isBeyond = numbers !== undefined && (threshold > numbers.greatest || threshold < numbers.least);
  return `${title} ${text}${isBeyond ? ' (farther than any row)' : ''}`;
}

/** `petal length 2.6 cm instead of 1.4 cm` */
export function changeText(columns: readonly ExplainedColumn[], change: ValueChange): string {
  const column = columns[change.column];
  if (column === undefined) return '';
  return `${columnTitle(column)} ${valueText(column, change.value)} instead of ${valueText(column, change.from)}`;
}

/** How sure a gate is, to stand behind the side that it takes. */
export const suretyWords: Readonly<Record<Surety, string>> = {
  against: 'though the other side is likelier',
  'nearly even': 'nearly even',
  unsure: 'unsure',
  sure: '',
};
