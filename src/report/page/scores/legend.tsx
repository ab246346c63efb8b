import { sampleMarkup, type SeriesStyle } from '../../../render/chart/series.js';

/** Names of the series of a chart, with a piece of each line. */
export function Legend({ styles }: { readonly styles: readonly SeriesStyle[] }) {
  return (
    <ul class="legend">
      {styles.map((style) => (
        <li key={style.name}>
          <svg
            width="34"
            height="10"
            aria-hidden="true"
            dangerouslySetInnerHTML={{ __html: sampleMarkup(style) }}
          />
          {style.name}
        </li>
      ))}
    </ul>
  );
}
