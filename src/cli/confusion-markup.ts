import { escapeText } from '../report/html-text.js';

/** Strengths of the shade of an error, see `confusionStyle`. */
const shades = 5;

/**
 * Counts by true and answered class as a table; errors are shaded among themselves, as in a run's own report. Each count says on hover
 * what it counts.
 *
 * @param counts `[true class][answered class]`
 */
export function confusionMarkup(
  counts: readonly (readonly number[])[],
  classNames: readonly string[],
): string {
  const greatest = Math.max(
    1,
    ...counts.flatMap((line, truth) => line.filter((_, answer) => answer !== truth)),
  );
  const heads = classNames.map((name) => `<th scope="col"><span>${escapeText(name)}</span></th>`);
  const lines = counts.map((line, truth) => {
    const total = line.reduce((sum, count) => sum + count, 0);
    const cells = line.map((count, answer) => {
      const shade = Math.ceil((shades * count) / greatest);
      const look = truth === answer ? 'right-answer' : count === 0 ? 'no-rows' : `error-${shade}`;
      const text = `${rowsText(count)} of ${rowsText(total)} of class ${classNames[truth] ?? ''} answered ${classNames[answer] ?? ''}`;
      return `<td class="${look}" title="${escapeText(text).replace(/"/g, '&quot;')}">${count.toLocaleString('en-US')}</td>`;
    });
    const recall = total === 0 ? '–' : `${((100 * (line[truth] ?? 0)) / total).toFixed(1)}&nbsp;%`;
    return `<tr><th scope="row">${escapeText(classNames[truth] ?? '')}</th>${cells.join('')}<td>${recall}</td></tr>`;
  });
  return `<table class="matrix"><thead><tr><th scope="col">true ↓ answer →</th>${heads.join('')}<th scope="col">recall</th></tr></thead><tbody>${lines.join('\n')}</tbody></table>`;
}

function rowsText(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'test row' : 'test rows'}`;
}

/** Its rules in a page's style sheet. */
export const confusionStyle = [
  '.matrix{font-size:.85rem;font-variant-numeric:tabular-nums}.matrix th,.matrix td{padding:.25rem .4rem;text-align:right}',
  '.matrix th[scope=row]{text-align:left}.matrix th{font-weight:400;color:var(--aside)}.matrix td{border:1px solid var(--page);border-radius:4px}',
  '.matrix .right-answer{background:color-mix(in srgb,var(--good) 14%,var(--page));font-weight:600}.matrix .no-rows{color:var(--aside)}',
  ...Array.from(
    { length: shades },
    (_, shade) =>
      `.matrix .error-${shade + 1}{background:color-mix(in srgb,var(--bad) ${7 * (shade + 1)}%,var(--page))}`,
  ),
].join('');
