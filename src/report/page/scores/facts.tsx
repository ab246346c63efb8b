import type { FactGroup } from '../../report-data.js';

/** What was trained, how, with which seed, how long: the first groups open, the settings folded away. */
export function Facts({ groups }: { readonly groups: readonly FactGroup[] }) {
  const [run, ...others] = groups;
  return (
    <div class="facts">
      {run && <FactList group={run} />}
      <details>
        <summary>Times and all settings</summary>
        <div class="fact-groups">
          {others.map((group) => (
            <section key={group.title}>
              <h3>{group.title}</h3>
              <FactList group={group} />
            </section>
          ))}
        </div>
      </details>
    </div>
  );
}

function FactList({ group }: { readonly group: FactGroup }) {
  return (
    <dl class="fact-list">
      {group.facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
