export interface MarkdownColumn {
  readonly title: string;
  /** Numbers align right, words left. */
  readonly align: 'left' | 'right';
}

/** A table of GitHub-flavored Markdown; text is escaped, so that no cell ends before its end. */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    `| ${columns.map(({ align }) => (align === 'left' ? '---' : '--:')).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}

/** Text that Markdown shows as it is. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&$]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Text as code, to be copied as it is: the fence is longer than any run of backticks in it. */
export function codeSpan(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map(({ length }) => length)));
  const blank = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${blank}${text}${blank}${fence}`;
}

export function textColumn(title: string): MarkdownColumn {
  return { title, align: 'left' };
}

export function numberColumn(title: string): MarkdownColumn {
  return { title, align: 'right' };
}
