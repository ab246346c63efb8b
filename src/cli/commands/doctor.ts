import os from 'node:os';
import type { Command } from 'commander';
import type { EngineProbe } from '../../engine/load-engine.js';
import { EngineUnavailableError } from '../../errors.js';
import { CommandOutput } from '../command-output.js';
import {
  addDeviceOptions,
  addOutputOptions,
  type DeviceOptions,
  type OutputOptions,
} from '../common-options.js';
import type { CommandIo } from '../io.js';
import { formatCounted } from '../number-format.js';
import { toolVersion } from '../../file/tool-version.js';
import { displayWidth, wrapWords } from '../wrapped-text.js';

/** Fewest places in which a reason still reads well beside the name of its engine. */
const narrowestColumn = 40;

interface DoctorOptions extends DeviceOptions, OutputOptions {}

export function addDoctorCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('doctor')
    .summary('say which engines work on this machine')
    .description(
      'Say what works on this machine: which engines load, why one does not, versions, threads and devices.',
    );
  addDeviceOptions(command);
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Exits with 1 when no engine works.

Examples:
  sdt doctor
  sdt doctor --device cuda          does onnxruntime reach the graphics card?
  sdt doctor --json`,
    )
    .action((options: DoctorOptions) => doctor(options, io));
}

async function doctor(options: DoctorOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const { probeEngines } = await import('../../engine/load-engine.js');
  const engines = await probeEngines(options);
  const working = engines.find(({ works }) => works);
  const machine = {
    toolVersion: toolVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: os.availableParallelism(),
    memoryBytes: os.totalmem(),
  };
  output.document({ ...machine, engines, defaultEngine: working?.name ?? null });
  const { bold, green, yellow } = output.colors;
  output.result([
    `${bold('soft-decision-tree')} ${machine.toolVersion}`,
    `Node       ${machine.node} on ${machine.platform}`,
    `Machine    ${formatCounted(machine.processors, 'processor')}, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB of memory`,
    '',
    bold('Engines'),
    ...engines.flatMap((probe) => engineLines(probe, { green, yellow }, output.width)),
    '',
    working === undefined ? 'No engine works.' : `--engine auto uses ${working.name}.`,
  ]);
  if (working === undefined)
    throw new EngineUnavailableError('no engine works on this machine; sdt can train nothing here');
}

function engineLines(
  probe: EngineProbe,
  { green, yellow }: Pick<CommandOutput['colors'], 'green' | 'yellow'>,
  width: number,
): string[] {
  const name = `  ${probe.name.padEnd('onnxruntime'.length)}  `;
  const state = (probe.works ? 'works' : 'does not load').padEnd('does not load'.length);
  const first = `${name}${probe.works ? green(state) : yellow(state)}  `;
  const texts = probe.works
    ? [probe.description, `devices of this build: ${probe.devices.join(', ')}`]
    : [withoutPrefix(probe)];
  // Beside the name where there is room for words, else below it.
  const indent = ' '.repeat(width - displayWidth(first) < narrowestColumn ? 4 : displayWidth(first));
  const lines = texts.flatMap((text) => wrapWords(text, width, indent, indent));
  return indent.length === 4
    ? [first.trimEnd(), ...lines]
    : [`${first}${(lines[0] ?? '').slice(indent.length)}`, ...lines.slice(1)];
}

/** The reason without the words that the line has said already. */
function withoutPrefix({ name, reason }: Extract<EngineProbe, { works: false }>): string {
  const prefix = `engine "${name}" does not load: `;
  return reason.startsWith(prefix) ? reason.slice(prefix.length) : reason;
}
