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
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/\s+/g, ' ');
}

export function textColumn(title: string): MarkdownColumn {
  return { title, align: 'left' };
}

export function numberColumn(title: string): MarkdownColumn {
  return { title, align: 'right' };
}
