import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectEqual } from '../harness/expect.js';
import { type Descriptor, makeBytes } from '../harness/image.js';
import { runCommand } from '../harness/run-command.js';
import type { ClientContext } from './context.js';

const sbomType = 'application/vnd.example.sbom';
const noteType = 'application/vnd.example.note';
const fileName = 'bill-of-materials.json';

/** A list of referrers: the field depends on the version of the client. */
interface ReferrerList {
  readonly referrers?: readonly Descriptor[];
  readonly descriptors?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** Artifacts that refer to an index: attached, found, filtered, pulled, copied with it. */
export async function checkReferrers(context: ClientContext): Promise<void> {
  const { checks, clients } = context;
  const subject = context.at('platforms/oras:v1');
  const folder = join(context.work, 'files');
  mkdirSync(folder);
  writeFileSync(join(folder, fileName), makeBytes('bill of materials', 50_000));
  await checkAttach(context, subject, folder);
  await checkDiscover(context, subject);
  await checks.check('oras pulls an attached file, the same bytes', async () => {
    const [artifact] = await discover(context, subject, `--artifact-type=${sbomType}`);
    const out = context.newFolder();
    const reference = context.at(`platforms/oras@${artifact?.digest}`);
    await clients.run('oras', 'pull', '--no-tty', '--plain-http', '-o', out, reference);
    await runCommand('cmp', [join(folder, fileName), join(out, fileName)]);
  });
  await checks.check('oras copies the index with its referrers to another repository', async () => {
    const copy = context.at('copies/referrers:v1');
    await clients.run('oras', 'copy', '--no-tty', '-r', '--from-plain-http', '--to-plain-http', subject, copy);
    expectEqual((await listWithRegctl(context, copy)).length, 2);
  });
  await checks.check('no client fell back to a tag for referrers', async () =>
    expectEqual(await clients.run('crane', 'ls', context.at('platforms/oras')), 'v1'),
  );
}

async function checkAttach({ checks, clients }: ClientContext, subject: string, folder: string): Promise<void> {
  await checks.check('oras attaches a file to an index', () => {
    const parameters = ['attach', '--plain-http', `--artifact-type=${sbomType}`, subject, fileName];
    return clients.execute('oras', parameters, { cwd: folder });
  });
  await checks.check('regctl attaches an artifact to the same index', () => {
    const file = ['-f', join(folder, fileName)];
    return clients.run('regctl', 'artifact', 'put', `--artifact-type=${noteType}`, ...file, '--subject', subject);
  });
}

async function checkDiscover(context: ClientContext, subject: string): Promise<void> {
  await context.checks.check('oras discovers both, and one of them by its type', async () => {
    expectEqual((await discover(context, subject)).length, 2);
    expectEqual((await discover(context, subject, `--artifact-type=${noteType}`)).length, 1);
  });
  await context.checks.check('regctl lists both', async () =>
    expectEqual((await listWithRegctl(context, subject)).length, 2),
  );
}

async function discover({ clients }: ClientContext, subject: string, ...filter: string[]) {
  const text = await clients.run('oras', 'discover', '--plain-http', '--format=json', ...filter, subject);
  return parseReferrers(text);
}

async function listWithRegctl({ clients }: ClientContext, subject: string) {
  return parseReferrers(await clients.run('regctl', 'artifact', 'list', '--format={{json .}}', subject));
}

function parseReferrers(text: string): readonly Descriptor[] {
  const { referrers, descriptors, manifests } = JSON.parse(text) as ReferrerList;
  const found = referrers ?? descriptors ?? manifests;
  if (found === undefined) throw new Error(`no list of referrers: ${text}`);
  return found;
}
