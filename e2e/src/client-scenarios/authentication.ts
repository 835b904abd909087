import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistryClient, type RegistryClient } from '@lading/client';
import type { RunCheck } from '../harness/checks.js';
import { type DistributionProgram, startDistribution } from '../harness/distribution.js';
import { expectEqual } from '../harness/expect.js';
import type { LadingCommand } from '../harness/lading-command.js';
import { CommandError } from '../harness/run-command.js';
import { startTokenServer, type TokenServer, type User } from './token-server.js';

const user: User = { username: 'ada', password: 'p:ss wörd' };
/** By bcrypt, the only hash that Distribution reads. Node.js does not have it. */
const passwordHash = '$2b$05$mJB5JM0jTcp86MbOVDu6Y.cTClB/68IwPtCuphhOfanvKTB.g.zye';

export interface AuthenticationScenario {
  readonly check: RunCheck;
  readonly lading: LadingCommand;
  readonly program: DistributionProgram;
  newFolder(): string;
}

/** Distribution with a list of passwords, which asks for Basic, and with a token server, which asks for Bearer. */
export async function checkAuthentication(scenario: AuthenticationScenario): Promise<void> {
  await checkPasswords(scenario);
  await checkTokens(scenario);
}

async function checkPasswords(scenario: AuthenticationScenario): Promise<void> {
  const directory = scenario.newFolder();
  const path = join(directory, 'htpasswd');
  writeFileSync(path, `${user.username}:${passwordHash}\n`);
  const registry = await startDistribution(scenario.program, {
    directory,
    auth: { htpasswd: { realm: 'test', path } },
  });
  await checkLogin(scenario, registry.host, 'passwords');
  await registry.stop();
}

async function checkTokens(scenario: AuthenticationScenario): Promise<void> {
  const directory = scenario.newFolder();
  const tokens = await startTokenServer(directory, user);
  const { realm, certificate } = tokens;
  const token = { realm, service: 'registry', issuer: 'issuer', rootcertbundle: certificate };
  const registry = await startDistribution(scenario.program, { directory, auth: { token } });
  await checkLogin(scenario, registry.host, 'tokens');
  await checkScopes(scenario.check, createAuthenticated(registry.host), tokens);
  await registry.stop();
  await tokens.stop();
}

function createAuthenticated(host: string): RegistryClient {
  return createRegistryClient(host, { credentials: user });
}

async function checkScopes(check: RunCheck, registry: RegistryClient, { asked }: TokenServer): Promise<void> {
  const absent = `sha256:${'0'.repeat(64)}`;
  await check('asks for one token for simultaneous calls, and for one for each repository', async () => {
    asked.length = 0;
    const names = ['one', 'one', 'one', 'two'];
    await Promise.all(names.map((name) => registry.repository(`auth/${name}`).blobs.stat(absent)));
    expectEqual(asked.sort(), ['repository:auth/one:pull', 'repository:auth/two:pull']);
  });
  await check('mounts with a token for both repositories', async () => {
    const { digest } = await registry.repository('auth/one').blobs.push(Buffer.from('to be mounted'));
    expectEqual(await registry.repository('auth/two').blobs.mount(digest, 'auth/one'), true);
  });
}

async function checkLogin({ check, lading }: AuthenticationScenario, host: string, title: string): Promise<void> {
  const at = (reference: string) => `${host}/${reference}`;
  const logIn = (secret: string) =>
    lading.run(['login', host, '--username', user.username, '--password-stdin'], { input: secret });
  await check(`with ${title}: refuses no user and a wrong password with 4, and says how to log in`, async () => {
    const { code, stderr } = await lading.end('ls', at('auth/app'));
    expectEqual([code, /next: log in with: lading login/.test(stderr)], [4, true]);
    expectEqual(await exitCodeOf(logIn('wrong')), 4);
  });
  await check(`with ${title}: logs in, pushes, lists, pulls, and logs out`, async () => {
    await logIn(user.password);
    await lading.run(['push', at('auth/app:1'), 'package.json']);
    expectEqual(await lading.text('ls', at('auth/app')), '1');
    await lading.text('copy', at('auth/app:1'), at('auth/copy:1'));
    await lading.text('logout', host);
    expectEqual((await lading.end('ls', at('auth/app'))).code, 4);
  });
  await check(`with ${title}: the library reads with the given credentials`, async () => {
    const { manifest } = await createAuthenticated(host).repository('auth/app').manifests.read('1');
    expectEqual(manifest?.kind, 'image');
  });
}

async function exitCodeOf(command: Promise<unknown>): Promise<number | null> {
  try {
    await command;
    return 0;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return error.ended.code;
  }
}
