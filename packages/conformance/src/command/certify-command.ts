import { readFile } from 'node:fs/promises';
import { CertificationError } from '../certification/certification-error.js';
import { certify, type Submission } from '../certification/certify.js';
import { OfficialSuiteMissing } from '../certification/official-suite.js';
import { checkSubmission } from '../certification/submission.js';
import { expectBoth, parseArguments } from './arguments.js';
import { certifyHelp } from './certify-help.js';
import { CommandError } from './command-error.js';
import { type CommandStreams, readPassword } from './command-streams.js';

const options = {
  username: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  'repository-prefix': { type: 'string' },
  product: { type: 'string' },
  instructions: { type: 'string' },
  folder: { type: 'string' },
  output: { type: 'string' },
  suite: { type: 'string' },
  'spec-version': { type: 'string' },
  check: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/**
 * Prepares a submission to opencontainers/oci-conformance, or checks one.
 * @returns the exit code: 0 it is as it has to be, 1 it is not
 * @throws CommandError if the suite could not be run
 */
export async function runCertifyCommand(args: readonly string[], streams: CommandStreams): Promise<number> {
  const { values, url } = parseArguments(args, options);
  const { stdout, stderr } = streams;
  if (values.help === true) {
    stdout.write(certifyHelp);
    return 0;
  }
  try {
    if (values.check !== undefined) {
      await checkSubmission(values.check);
      stdout.write(`${values.check} is what a submission has to be.\n`);
    } else {
      if (url === undefined) throw new CommandError('which registry? See certify --help');
      stdout.write(describeSubmission(await certifyAs(url, values, streams)));
    }
    return 0;
  } catch (error) {
    if (error instanceof OfficialSuiteMissing) throw new CommandError(error.message);
    if (!(error instanceof CertificationError)) throw error;
    stderr.write(describeReasons(error.reasons));
    return 1;
  }
}

type Values = ReturnType<typeof parseArguments<typeof options>>['values'];

async function certifyAs(registry: URL, values: Values, streams: CommandStreams): Promise<Submission> {
  const { username, product, instructions, folder, output = '.', suite = 'conformance' } = values;
  expectBoth(username, values['password-stdin']);
  const version = values['spec-version'] ?? '1.1';
  if (!/^\d+\.\d+$/.test(version)) throw new CommandError(`--spec-version is as 1.1, not ${version}`);
  if (folder !== undefined && !/^[\w-][\w.-]*$/.test(folder))
    throw new CommandError(`--folder is one name, not ${folder}`);
  return certify({
    suite,
    registry,
    version,
    repositoryPrefix: values['repository-prefix']?.replace(/\/$/, ''),
    username,
    password: username === undefined ? undefined : await readPassword(streams),
    environment: streams.environment,
    product: await readGiven('--product', product),
    instructions: await readGiven('--instructions', instructions),
    folder,
    output,
  });
}

async function readGiven(option: string, file: string | undefined): Promise<string> {
  if (file === undefined) throw new CommandError(`${option} is needed: see certify --help`);
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(`${option}: ${error.message}`);
  });
}

function describeSubmission({ directory, results }: Submission): string {
  const counts = Object.entries(results.counts).map(([status, count]) => `${count} ${status}`);
  const lacking = results.lacking.map((row) => `  ${row}\n`).join('');
  return `${directory} can be submitted to opencontainers/oci-conformance.
The suite: ${counts.join(', ')}.
${lacking === '' ? '' : `Not certified by it:\n${lacking}`}Its vendor needs a signed participation form there.
`;
}

const mostReasons = 20;

function describeReasons(reasons: readonly string[]): string {
  const told = reasons.slice(0, mostReasons);
  const others = reasons.length - told.length;
  const lines = [...told, ...(others > 0 ? [`and ${others} more: see official-suite/report.html`] : [])];
  return `lading-conformance: this is nothing to submit:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
