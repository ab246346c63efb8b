/** `0.9676` -> `96.76 %`. */
export function formatPercent(fraction: number, digits = 2): string {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** In whole percents, as people say it: `58 %`; `over 99 %` and `under 1 %` for what is not quite certain. */
export function roundPercent(fraction: number): string {
  if (fraction < 1 && fraction > 0.99) return 'over 99 %';
  if (fraction > 0 && fraction < 0.01) return 'under 1 %';
  return formatPercent(fraction, 0);
}

/** `55000` -> `55,000`, the same in every locale. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `formatCounted(1, 'row')` -> `1 row`, `formatCounted(2000, 'row')` -> `2,000 rows`. */
export function formatCounted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** `4.21` -> `4.2 s`, `125` -> `2 min 05 s`, `3725` -> `1 h 02 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}
