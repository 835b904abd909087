import { Argument, Command } from 'commander';
import { defineCommand } from '../session/define-command.js';

export function completionCommand(): Command {
  return defineCommand('completion', 'Print the completion script of a shell', 'source <(lading completion bash)')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: string) => {
      const { completionScripts } = await import('./completion-scripts.js');
      process.stdout.write(completionScripts[shell as keyof typeof completionScripts]);
    });
}

/** The command of the completion scripts. Its arguments are the words of the command line; the last word is incomplete. */
export function candidatesCommand(): Command {
  return new Command('__complete')
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async function (this: Command, words: readonly string[]) {
      const { candidatesFor } = await import('./candidates.js');
      const fixed = candidatesFor(this.parent as Command, words);
      const word = words.at(-1) ?? '';
      const isName = fixed.length === 0 && words.length > 1 && !word.startsWith('-');
      const candidates = isName ? await (await import('./names.js')).namesFor(word) : fixed;
      if (candidates.length > 0) process.stdout.write(`${candidates.join('\n')}\n`);
    });
}
