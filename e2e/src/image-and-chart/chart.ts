import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { expectEqual } from '../harness/expect.js';
import { projectDirectory } from '../harness/paths.js';
import { CommandError, runCommand } from '../harness/run-command.js';
import { type AcceptedValues, accepted, type RefusedValues, refused, type Values } from './chart-values.js';

const chart = join(projectDirectory, 'deploy', 'helm', 'lading');
const kubernetesVersion = '1.30';
/** Kinds that Kubernetes does not have, so `kubectl-validate` has no definition of them. */
const foreignKinds = /^kind: ServiceMonitor$/m;

/** Lints the chart, renders it with many values, and compares the objects with the API types of Kubernetes. */
export async function checkChart(checks: Checks, work: string): Promise<void> {
  await checks.check('helm lints the chart', () =>
    runCommand('helm', ['lint', '--strict', chart, '--set', 'replicaCount=1,access.mode=open']),
  );
  for (const [title, values] of Object.entries(accepted)) await checkAccepted(checks, work, title, values);
  await checks.check(
    `Kubernetes ${kubernetesVersion} knows every field of the role for the credential provider`,
    () => {
      const role = join(projectDirectory, 'deploy', 'kubelet-credential-provider', 'audience-role.yaml');
      return runCommand('kubectl-validate', ['--version', kubernetesVersion, role]);
    },
  );
  for (const [title, values] of Object.entries(refused))
    await checks.check(`chart, ${title}: refused`, () => expectRefused(work, values));
}

async function checkAccepted(checks: Checks, work: string, title: string, wanted: AcceptedValues): Promise<void> {
  const rendered = await checks.check(`chart, ${title}: renders the expected objects`, async () => {
    const text = await render(work, wanted.values, wanted.apiVersions);
    expectObjects(text, wanted);
    return text;
  });
  if (rendered === undefined) return;
  await checks.check(`chart, ${title}: Kubernetes ${kubernetesVersion} knows every field`, () => {
    const file = join(work, 'rendered.yaml');
    const documents = rendered.split(/^---$/m).filter((document) => !foreignKinds.test(document));
    writeFileSync(file, documents.join('---'));
    return runCommand('kubectl-validate', ['--version', kubernetesVersion, file]);
  });
}

async function render(work: string, values: Values, apiVersions: readonly string[] = []): Promise<string> {
  const file = join(work, 'values.json');
  writeFileSync(file, JSON.stringify({ access: { mode: 'open' }, ...values }));
  const versions = ['--kube-version', `${kubernetesVersion}.0`];
  const apis = apiVersions.flatMap((version) => ['--api-versions', version]);
  const parameters = ['template', 'release', chart, ...versions, ...apis, '--values', file];
  return (await runCommand('helm', parameters)).stdout;
}

function expectObjects(text: string, { kinds, contains, lacks = [] }: AcceptedValues): void {
  expectEqual(findAll(text, /^kind: (\w+)$/gm).sort(), [...kinds]);
  const missing = contains.filter((part) => !text.includes(part));
  if (missing.length > 0) throw new Error(`without ${missing}:\n${text}`);
  const unwanted = lacks.filter((part) => text.includes(part));
  if (unwanted.length > 0) throw new Error(`with ${unwanted}:\n${text}`);
  const variables = findAll(text, /^ {12}- name: ([A-Z][A-Z0-9_]*)$/gm);
  if (new Set(variables).size < variables.length) throw new Error(`a variable is set twice: ${variables}`);
}

/** The first group of each match. */
function findAll(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

async function expectRefused(work: string, { values, message }: RefusedValues): Promise<void> {
  try {
    await render(work, values);
  } catch (error) {
    if (error instanceof CommandError && message.test(error.message)) return;
    throw error;
  }
  throw new Error('it was rendered');
}
