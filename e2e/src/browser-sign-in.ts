// People sign in, approve a device and manage their sessions in Debian's Chromium, at replicas of one registry.
// `npm run e2e -- browser-sign-in devices` checks these parts only.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { operator } from '@lading/access';
import { LoginProvider } from '@lading/access/testing';
import { checkAccessibility } from './browser-sign-in/accessibility-rows.js';
import { WatchedBrowser } from './browser-sign-in/browser.js';
import { checkDevices } from './browser-sign-in/device-rows.js';
import { checkForgery } from './browser-sign-in/forgery-rows.js';
import { checkPasswords } from './browser-sign-in/password-rows.js';
import { checkProviders } from './browser-sign-in/provider-rows.js';
import type { BrowserSetting } from './browser-sign-in/setting.js';
import { users } from './browser-sign-in/sign-in.js';
import { checkTls } from './browser-sign-in/tls-rows.js';
import { openAdministration, writeAccessFile } from './harness/accounts.js';
import { Checks } from './harness/checks.js';
import { openExternalDatabase } from './harness/database.js';
import { expectNone } from './harness/expect.js';
import { findFreePort } from './harness/free-port.js';
import { createLading } from './harness/lading-command.js';
import { startReplica } from './harness/replicas.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { startTlsRelay } from './harness/tls-relay.js';

const parts: Readonly<Record<string, (setting: BrowserSetting) => Promise<void>>> = {
  passwords: checkPasswords,
  providers: checkProviders,
  devices: checkDevices,
  forgery: checkForgery,
  tls: checkTls,
  accessibility: checkAccessibility,
};

const given = process.argv.slice(2);
const checks = new Checks('browser-sign-in');
const work = makeTemporaryDirectory('browser-sign-in');
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
const provider = await LoginProvider.start();
const environment = {
  DATABASE_URL: database.url,
  LADING_ACCESS_FILE: await writeAccessFile(join(work, 'access'), [], {
    rules: [{ who: ['authenticated'], where: ['**'], what: ['pull', 'push'] }],
    groups: { developers: ['ada'] },
    providers: [
      {
        name: 'company',
        title: 'Company account',
        issuer: provider.issuer,
        clientId: provider.clientId,
        requiredClaims: { hired: 'yes' },
        addresses: ['127.0.0.1'],
      },
    ],
  }),
};
const port = await findFreePort();
const relay = await startTlsRelay(work, port);
const secureUrl = `https://${relay.host}`;
// The first one creates the tables and the sealing key.
const replicas = [
  await startReplica({ directory: work, name: 'replica-0', environment }),
  await startReplica({ directory: work, name: 'replica-1', environment }),
  await startReplica({
    directory: work,
    name: 'behind-a-proxy',
    port,
    environment: { ...environment, LADING_PUBLIC_URL: secureUrl },
  }),
] as const;
const [first, second] = replicas;

const password = 'correct horse battery staple';
const { administration, close } = await openAdministration(database.url);
for (const user of users) {
  await administration.users.put(operator, user, {});
  await administration.passwords.set(operator, user, password);
}
const description = 'a laptop with a long name, such as lading login on ada-workstation-17.engineering.example.com';
await administration.personalTokens.create(operator, 'bea', { description });
await close();

const browser = await WatchedBrowser.open(replicas.map(({ url }) => url));
const home = join(work, 'home');
mkdirSync(home);
const setting: BrowserSetting = {
  checks,
  browser,
  provider,
  url: first.url,
  secureUrl,
  otherHost: second.host,
  password,
  lading: createLading(home),
  home,
};
for (const [name, run] of Object.entries(parts)) if (given.length === 0 || given.includes(name)) await run(setting);

await checks.check('pages load nothing from elsewhere, run no script, and keep their policy', () =>
  expectNone(browser.faults),
);
await browser.close();
for (const replica of replicas) await checks.check('a replica stops', () => replica.stop());
await database.close();
await provider.close();
relay.stop();
checks.finish();
