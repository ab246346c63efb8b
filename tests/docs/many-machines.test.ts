import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { buildProgram } from '../../src/cli/command-line.js';
import { memoryIo } from '../cli/memory-io.js';
import { root } from './pages.js';

const folder = path.join(root, 'docs/many-machines');
const textOf = (file: string) => readFileSync(path.join(folder, file), 'utf8');

/** The one document of a YAML file; its errors and warnings are failures. */
function yamlOf(file: string): unknown {
  const documents = parseAllDocuments(textOf(file), { strict: true, uniqueKeys: true });
  if (!Array.isArray(documents) || documents.length !== 1) throw new Error(`${file}: not one document`);
  const [document] = documents;
  expect([document?.errors, document?.warnings]).toEqual([[], []]);
  return document?.toJS();
}

interface Service {
  readonly image: string;
  readonly command: string;
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: unknown;
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args?: readonly string[];
  readonly volumeMounts: readonly { readonly name: string }[];
}

interface Job {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly template: {
      readonly spec: {
        readonly restartPolicy: string;
        readonly initContainers: readonly Container[];
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

/** Command and options of a command line, as `sdt` reads them. */
async function parse(
  argv: readonly string[],
): Promise<{ name: string; data: unknown; options: Record<string, unknown> }> {
  const program = buildProgram(memoryIo());
  const found: { name: string; data: unknown; options: Record<string, unknown> }[] = [];
  for (const command of program.commands) {
    command.exitOverride().action(() => {
      found.push({ name: command.name(), data: command.processedArgs[0], options: command.opts() });
    });
  }
  await program.parseAsync(argv, { from: 'user' });
  const [only] = found;
  if (only === undefined) throw new Error(`no command: ${argv.join(' ')}`);
  return only;
}

/** A folder of programs that print their arguments, each on a line, in the place of `npx` and `sdt`. */
let programs: string;
beforeAll(() => {
  programs = mkdtempSync(path.join(os.tmpdir(), 'sdt-machines-'));
  mkdirSync(path.join(programs, 'work'));
  for (const name of ['npx', 'sdt']) {
    writeFileSync(
      path.join(programs, name),
      '#!/bin/sh\nfor word in "$@"; do printf "%s\\n" "$word"; done\n',
    );
    chmodSync(path.join(programs, name), 0o755);
  }
});
afterAll(() => rmSync(programs, { recursive: true }));

/** What a script says to `sdt`. */
function argumentsOf(
  shell: string,
  script: readonly string[],
  environment: Readonly<Record<string, string>>,
): string[] {
  const env = { ...environment, PATH: `${programs}:${process.env.PATH ?? ''}` };
  const words = execFileSync(shell, script, { env, cwd: path.join(programs, 'work'), encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  return words[0] === 'sdt' ? words.slice(1) : words;
}

/** The same trials whoever runs them, and wherever they go. */
const trialsOf = ({
  data,
  options: { shard, gather, out, queue, threads, ...trials },
}: Awaited<ReturnType<typeof parse>>) => ({
  data,
  trials,
});

describe('Slurm', () => {
  test('each task of the array runs its part, into one folder', async () => {
    const text = textOf('slurm-array.sh');
    expect(text).toMatch(/^#SBATCH --array=1-16$/m);
    for (const task of ['1', '16']) {
      const argv = argumentsOf('bash', [path.join(folder, 'slurm-array.sh')], {
        SLURM_ARRAY_TASK_ID: task,
        SLURM_ARRAY_TASK_COUNT: '2',
      });
      expect(await parse(argv)).toMatchObject({
        name: 'experiment',
        options: { shard: { number: Number(task), count: 16 }, out: 'sweep', threads: 2 },
      });
    }
  });
});

describe('Docker Compose', () => {
  test('images without a host, services and volumes that are there, commands that parse', async () => {
    const { services, volumes } = yamlOf('compose.yaml') as {
      readonly services: Readonly<Record<string, Service>>;
      readonly volumes: Readonly<Record<string, unknown>>;
    };
    expect(Object.keys(services)).toEqual(['redis', 'install', 'worker', 'experiment']);
    for (const [name, service] of Object.entries(services)) {
      expect(service.image).toMatch(/^(redis:7|node:20)$/);
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect([name, other, other in services]).toEqual([name, other, true]);
        if (condition === 'service_healthy') expect(services[other]?.healthcheck).toBeDefined();
      }
      for (const volume of service.volumes) {
        const [from = ''] = volume.split(':');
        expect(from === '.' || from in volumes).toBe(true);
      }
    }
    const commandOf = async (name: string) => parse((services[name]?.command ?? '').split(' ').slice(2));
    const [worker, experiment] = [await commandOf('worker'), await commandOf('experiment')];
    expect([worker.name, experiment.name]).toEqual(['worker', 'experiment']);
    expect(worker.options.queue).toBe('redis://redis/trees');
    expect(experiment.options.queue).toBe(worker.options.queue);
  });
});

describe('Kubernetes', () => {
  const jobOf = (file: string) => {
    const job = yamlOf(file) as Job;
    expect([job.apiVersion, job.kind]).toEqual(['batch/v1', 'Job']);
    const { initContainers, containers, volumes, restartPolicy } = job.spec.template.spec;
    expect(['Never', 'OnFailure']).toContain(restartPolicy);
    for (const { image, volumeMounts } of [...initContainers, ...containers]) {
      expect(image).toBe('node:20');
      for (const { name } of volumeMounts) expect(volumes.map((volume) => volume.name)).toContain(name);
    }
    const [main] = containers;
    if (main?.args === undefined) throw new Error('no container with a script');
    return {
      job,
      script: [...main.command.slice(1), ...main.args].map((word) =>
        word.replace('/tool/node_modules/.bin/', ''),
      ),
    };
  };

  test('each pod runs its part, and one gathers the same trials', async () => {
    const { job, script } = jobOf('kubernetes-job.yaml');
    const count = job.spec.completions ?? 0;
    expect([job.spec.completionMode, count]).toEqual(['Indexed', 16]);
    const shards = await Promise.all(
      [0, count - 1].map((index) =>
        parse(argumentsOf('sh', script, { JOB_COMPLETION_INDEX: String(index) })),
      ),
    );
    expect(shards.map(({ options }) => options.shard)).toEqual([
      { number: 1, count },
      { number: count, count },
    ]);
    const gather = await parse(argumentsOf('sh', jobOf('kubernetes-gather.yaml').script, {}));
    expect(gather.options).toMatchObject({ gather: ['sweep'], out: 'sweep' });
    for (const shard of shards) expect(trialsOf(shard)).toEqual(trialsOf(gather));
  });
});
