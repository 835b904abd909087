import { runCommand } from '../../src/command/run-command.js';

/** Runs the command in this process, and captures its output. */
export async function run(
  args: readonly string[],
  { stdin = '', environment = {} }: { stdin?: string; environment?: Record<string, string | undefined> } = {},
) {
  let [output, errors] = ['', ''];
  const code = await runCommand(args, {
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
    stdout: {
      write: (text: string) => {
        output += text;
      },
    },
    stderr: {
      write: (text: string) => {
        errors += text;
      },
    },
    environment,
  });
  return { code, output, errors };
}
