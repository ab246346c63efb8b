import type { Command } from 'commander';
import { completionScript, shells, type Shell } from '../completion-script.js';
import type { CommandIo } from '../io.js';
import { choiceOption } from '../option-values.js';

export function addCompletionCommand(program: Command, io: CommandIo): void {
  program
    .command('completion')
    .summary('completion for your shell')
    .description('Print a script with which a shell completes commands, options and their words.')
    .argument('<shell>', shells.join(', '), choiceOption('<shell>', shells))
    .addHelpText(
      'after',
      `
It completes sdt where that is on the path, not behind npx.

Examples:
  sdt completion bash >> ~/.bashrc
  sdt completion zsh >> ~/.zshrc
  sdt completion fish > ~/.config/fish/completions/sdt.fish`,
    )
    .action((shell: Shell) => {
      io.stdout.write(completionScript(program, shell));
    });
}
