import type { ReportData } from '../report-data.js';

// What a row is called in the page: by its id, or else by its row in the data, or else by its place among the test rows. What
// `sdt explain --row` takes and tells.

/** The name alone, as one types it: `A17`, `246`. */
export function sampleTag({ samples }: ReportData, sample: number): string {
  const { ids, fileRows, rows } = samples;
  return ids?.texts[sample] ?? String(fileRows?.[sample] ?? rows[sample] ?? sample);
}

/** What such a name is: `passenger_id`, `row`, `test row`. */
export function sampleNoun({ samples }: ReportData): string {
  return samples.ids?.column ?? (samples.fileRows === undefined ? 'test row' : 'row');
}

/** `passenger_id A17`, `row 246`, `test row 8` */
export function sampleName(data: ReportData, sample: number): string {
  return `${sampleNoun(data)} ${sampleTag(data, sample)}`;
}

/** The sample of a name, `undefined` where the report does not hold it. */
export function sampleCalled(data: ReportData, tag: string): number | undefined {
  const { samples } = data;
  const sought = tag.trim();
  const place = samples.rows.findIndex((_, sample) => sampleTag(data, sample) === sought);
  return place < 0 ? undefined : place;
}

/** How else the row is called: `row 246 of the data, counting from 1; row 8 of the test part, for sdt explain --index 8`. */
export function otherNames({ samples }: ReportData, sample: number): string {
  const { ids, fileRows, rows } = samples;
  const place = rows[sample] ?? sample;
  const fileRow = fileRows?.[sample];
  return [
    ...(fileRow === undefined
      ? []
      : [ids === undefined ? 'counting the data from 1' : `row ${fileRow} of the data, counting from 1`]),
    `row ${place} of the test part (sdt explain --index ${place})`,
  ].join('; ');
}
