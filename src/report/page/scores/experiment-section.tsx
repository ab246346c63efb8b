import { inlineChart } from '../../../render/chart/inline-chart.js';
import { sweepChart, type SweepPlot } from '../../../render/chart/sweep-chart.js';
import { colorOfPage } from '../../../render/colors.js';
import type { ReportSweep } from '../../report-data.js';
import { Legend } from './legend.js';

/** Pixels that a picture is drawn on, on wide windows and on phones, so that its texts are about as large as those around it. */
const sizes = [
  { name: 'on-wide', width: 640, height: 364 },
  { name: 'on-phone', width: 340, height: 280 },
] as const;

/** What `sdt experiment` found, one picture for each plan. */
export function ExperimentSection({ sweeps }: { readonly sweeps: readonly ReportSweep[] }) {
  return (
    <section id="experiment" aria-labelledby="experiment-title">
      <h2 id="experiment-title">Experiments</h2>
      <p class="lead">
        Other trees on the same data, trained anew for each point. Bars are one standard deviation over seeds.
      </p>
      {sweeps.map(({ title, text, plot, svg, description, command, seeds }) => (
        <figure key={title} class="experiment">
          <figcaption>{title}</figcaption>
          {plot && <SweepPicture plot={plot} description={description} />}
          {svg && <img src={`data:image/svg+xml,${encodeURIComponent(svg)}`} alt={description} />}
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

function SweepPicture({ plot, description }: { readonly plot: SweepPlot; readonly description: string }) {
  const curves = plot.curves.map((curve) => ({ ...curve, color: colorOfPage(curve.color) }));
  return (
    <>
      <Legend styles={curves} />
      {sizes.map(({ name, width, height }) => {
        const draw = (ink: Parameters<typeof sweepChart>[1]['ink']) => ({
          markup: sweepChart({ ...plot, curves }, { ink, width, height }),
          height,
        });
        const markup = { __html: inlineChart(description, draw, width) };
        return <div key={name} class={`chart ${name}`} dangerouslySetInnerHTML={markup} />;
      })}
    </>
  );
}
