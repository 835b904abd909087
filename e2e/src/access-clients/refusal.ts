import { CommandError } from '../harness/run-command.js';

const refusal = /denied|unauthori[sz]ed|forbidden|\b40[13]\b|may not|invalid username/i;
/** Of a client that did not understand the answer. */
const parseFailure =
  /invalid character|cannot unmarshal|unexpected end of JSON|unexpected EOF|failed to (?:parse|decode)/i;

/**
 * Runs a command that the registry must refuse.
 * @throws {Error} if the command succeeds, or if its message is about something else
 */
export async function expectRefusal(command: () => Promise<unknown>): Promise<void> {
  const ended = await command().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof CommandError) return error.ended;
      throw error;
    },
  );
  if (ended === undefined) throw new Error('it succeeded');
  const output = `${ended.stdout}${ended.stderr}`;
  if (ended.code === null || !refusal.test(output) || parseFailure.test(output))
    throw new Error(`it ended with ${ended.signal ?? ended.code}:\n${output.slice(-1500)}`);
}
