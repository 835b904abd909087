import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExternalIssuer } from '@lading/access/testing';
import { type Account, writeAccessFile } from '../harness/accounts.js';
import type { Checks } from '../harness/checks.js';
import { runOfficialSuite } from '../harness/official-suite.js';
import { runOurCommand } from '../harness/our-cases.js';
import { startReplica } from '../harness/replicas.js';
import { makeTemporaryDirectory } from '../harness/temporary-directory.js';

const account: Account = { name: 'ada', secret: 'the password of ada' };
const what = ['pull', 'push', 'delete'];

/** The configuration of a registry that requires tokens, and the issuer of these tokens. */
interface SignIn {
  /** The issuer, for the titles. */
  readonly issuer: string;
  readonly accessFile: string;
  close(): Promise<void>;
}

/** Runs the newest suite and our cases with an account, for tokens of our token service and of another issuer. */
export async function checkSignedIn(checks: Checks): Promise<void> {
  const work = makeTemporaryDirectory('official-conformance');
  const checkOne = async (signIn: SignIn) => {
    await checkWith(checks, signIn, join(work, signIn.issuer.replaceAll(' ', '-')));
    await signIn.close();
  };
  // In parallel, because many cases wait.
  await Promise.all([ownTokenService(work).then(checkOne), externalIssuer(work).then(checkOne)]);
}

async function checkWith(checks: Checks, { issuer, accessFile }: SignIn, directory: string): Promise<void> {
  const environment = { LADING_ACCESS_FILE: accessFile, LADING_ALLOW_SPARSE: 'true' };
  const registry = await checks.check(`the registry starts with ${issuer}`, () =>
    startReplica({ directory, name: 'registry', environment }),
  );
  if (registry === undefined) return;
  const { url, host } = registry;
  await runOfficialSuite(checks, 'main-dev', { url, host, account }, `main-dev with ${issuer}`);
  await runOurCommand(checks, `our cases with ${issuer}`, url, account);
  await checks.check(`the registry with ${issuer} stops`, () => registry.stop());
}

async function ownTokenService(work: string): Promise<SignIn> {
  const rules = [{ who: [`user:${account.name}`], where: ['**'], what }];
  const accessFile = await writeAccessFile(join(work, 'own'), [account], { rules });
  return { issuer: 'our token service', accessFile, close: async () => undefined };
}

/** As Distribution with `auth.token`: the registry has no users and no rules. */
async function externalIssuer(work: string): Promise<SignIn> {
  const service = 'registry.example.com';
  const issuer = await ExternalIssuer.start({ service, passwords: { [account.name]: account.secret } });
  const directory = join(work, 'external');
  mkdirSync(directory);
  const accessFile = join(directory, 'access.yaml');
  const { realm, jwksUrl, issuer: name } = issuer;
  // JSON is YAML too.
  writeFileSync(accessFile, JSON.stringify({ token: { realm, service, issuer: name, jwksUrl } }));
  return { issuer: 'an external issuer', accessFile, close: () => issuer.close() };
}
