/** What the colors of a picture stand for, a key and its text each. */
export function Keys({
  label,
  entries,
}: {
  readonly label: string;
  /** `background` of CSS and what it stands for. */
  readonly entries: readonly { readonly background: string; readonly text: string }[];
}) {
  return (
    <ul class="keys" aria-label={label}>
      {entries.map(({ background, text }) => (
        <li key={text}>
          <span class="key" style={{ background }} />
          {text}
        </li>
      ))}
    </ul>
  );
}
