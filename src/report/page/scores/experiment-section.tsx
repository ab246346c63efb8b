import type { ReportSweep } from '../../report-data.js';

/** What `sdt experiment` found, one picture for each plan. */
export function ExperimentSection({ sweeps }: { readonly sweeps: readonly ReportSweep[] }) {
  return (
    <section id="experiment" aria-labelledby="experiment-title">
      <h2 id="experiment-title">Experiments</h2>
      <p class="lead">
        Other trees on the same data, each row of a plan trained anew. Bars are one standard deviation over
        seeds.
      </p>
      {sweeps.map(({ title, text, svg, description, command, seeds }) => (
        <figure key={title} class="experiment">
          <figcaption>{title}</figcaption>
          <img src={`data:image/svg+xml,${encodeURIComponent(svg)}`} alt={description} />
          <p class="note">
            {text} {seeds === 1 ? 'One seed' : `${seeds} seeds`}.{' '}
            {command && (
              <>
                Command: <code>{command}</code>
              </>
            )}
          </p>
        </figure>
      ))}
    </section>
  );
}
