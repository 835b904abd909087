// The credential provider of the kubelet: built by Go, run with a request as the kubelet writes it, for tokens of service accounts
// of two clusters. crane pulls with the credentials that it returns, through TLS.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesClaims, WorkloadIssuer } from '@lading/access/testing';
import { expectRefusal } from './access-clients/refusal.js';
import { writeSources } from './access-clients/sources.js';
import { writeAccessFile } from './harness/accounts.js';
import { Checks } from './harness/checks.js';
import { openExternalDatabase } from './harness/database.js';
import { expectEqual } from './harness/expect.js';
import { findFreePort } from './harness/free-port.js';
import { startReplica } from './harness/replicas.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { startTlsRelay } from './harness/tls-relay.js';
import {
  buildPlugin,
  type PodPull,
  type ProviderResponse,
  runByKubernetesTypes,
  runPlugin,
  testPlugin,
} from './kubelet-provider/plugin.js';
import { craneWith } from './kubelet-provider/pull.js';

const audience = 'registry.example.com';
const builds = '8a7d0e5c-6f0b-4a5e-9d51-d1a0e7a3b1f2';
const reports = '4f1c2a9e-0d3b-4c7a-8b52-6f2d9e1c7a30';
const uid = '/kubernetes.io/serviceaccount/uid';

const checks = new Checks('kubelet-provider');
const { check } = checks;
const work = makeTemporaryDirectory('kubelet-provider');
const cluster = await WorkloadIssuer.start({ bearer: 'token-of-the-registry' });
const isolated = await WorkloadIssuer.start();
writeFileSync(join(work, 'token'), 'token-of-the-registry\n');
writeFileSync(join(work, 'isolated.json'), JSON.stringify(isolated.jwks));
const pusher = { name: 'alice', secret: 'correct horse battery staple' };
const accessFile = await writeAccessFile(join(work, 'access'), [pusher], {
  rules: [
    { who: ['user:alice'], where: ['**'], what: ['pull', 'push'] },
    { who: ['robot:nodes'], where: ['team/**'], what: ['pull'] },
    { who: ['robot:batch'], where: ['batch/**'], what: ['pull'] },
  ],
  issuers: [
    {
      issuer: cluster.issuer,
      bearerFile: join(work, 'token'),
      jwksUrl: `${cluster.issuer}/openid/v1/jwks`,
      addresses: ['127.0.0.1'],
    },
    { issuer: isolated.issuer, jwks: join(work, 'isolated.json') },
  ],
  trusts: [
    { issuer: cluster.issuer, audience, claims: { [uid]: [builds, reports] }, robot: 'nodes' },
    { issuer: cluster.issuer, audience, claims: { [uid]: reports }, robot: 'batch' },
    { issuer: isolated.issuer, audience, claims: { [uid]: builds }, robot: 'nodes' },
  ],
});
const port = await findFreePort();
const relay = await startTlsRelay(work, port);
const { host, certificate } = relay;
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
const registry = await startReplica({
  directory: work,
  name: 'registry',
  port,
  environment: {
    DATABASE_URL: database.url,
    LADING_ACCESS_FILE: accessFile,
    LADING_PUBLIC_URL: `https://${host}`,
  },
});
const { layout } = await writeSources(join(work, 'sources'));
const image = `${host}/team/app:v1`;
const batchImage = `${host}/batch/app:v1`;
for (const reference of [image, batchImage])
  await craneWith(authOf(pusher.name, pusher.secret), certificate, 'push', layout, reference);

await check('the tests of the plugin pass', testPlugin);
const program = await check('the plugin is built', () => buildPlugin(work));
if (program !== undefined) await checkPlugin(program);

await check('the registry stops', () => registry.stop());
relay.stop();
await Promise.all([cluster.close(), isolated.close()]);
await database.close();
checks.finish();

async function checkPlugin(plugin: string): Promise<void> {
  const exchange = ['-exchange', '-ca-file', certificate];

  await check('[A89] a pod pulls by the token of its service account, which the kubelet does not keep', async () => {
    const token = tokenOf(cluster, builds);
    const response = await answer(plugin, [], { image, token });
    expectEqual(response.auth, authOf('kubernetes', token));
    expectEqual([response.cacheKeyType, response.cacheDuration], ['Registry', '0s']);
    await pull(response, image);
    await expectRefusal(() => pull(response, batchImage));
  });

  await check('the types of Kubernetes accept the configuration, the request and the answer', async () => {
    const response = await runByKubernetesTypes(plugin, { image, token: tokenOf(cluster, builds) });
    await pull(response, image);
  });

  await check('[A89] the keys of a cluster that publishes none are in a file', async () => {
    await pull(await answer(plugin, [], { image, token: tokenOf(isolated, builds) }), image);
  });

  await check('[A93] a service account that no rule allows is refused', async () => {
    const denied = await answer(plugin, [], { image, token: tokenOf(cluster, 'another-uid') });
    await expectRefusal(() => pull(denied, image));
    const elsewhere = await answer(plugin, [], { image, token: tokenOf(isolated, reports) });
    await expectRefusal(() => pull(elsewhere, image));
  });

  await check('[A92] a token for another audience is refused', async () => {
    const token = tokenOf(cluster, builds, 'https://kubernetes.default.svc');
    const response = await answer(plugin, [], { image, token });
    await expectRefusal(() => pull(response, image));
  });

  await check('[A99] where rules for two robots match, the annotation chooses one', async () => {
    const token = tokenOf(cluster, reports);
    const annotations = { 'lading/robot': 'batch' };
    await expectRefusal(async () => pull(await answer(plugin, [], { image, token }), image));
    await pull(await answer(plugin, [], { image: batchImage, token, annotations }), batchImage);
    await pull(await answer(plugin, ['-user', 'nodes'], { image, token }), image);
  });

  await check('[A97] an exchanged token gives a secret, once', async () => {
    const token = tokenOf(cluster, builds);
    const response = await answer(plugin, exchange, { image, token });
    const { username, password } = response.auth[host] ?? {};
    expectEqual([username, /^ldx_/.test(password ?? '')], ['nodes', true]);
    // Nine tenths of an hour, or of a second less.
    expectEqual(/^5[34]m\d+s$/.test(response.cacheDuration), true);
    await pull(response, image);
    const again = await runPlugin(plugin, exchange, { image, token });
    expectEqual([again.code, again.stdout], [1, '']);
    expectText(again.stderr, 'the subject_token was exchanged before');
  });

  await check('a token that no rule allows is not exchanged', async () => {
    const { code, stdout, stderr } = await runPlugin(plugin, exchange, {
      image,
      token: tokenOf(cluster, 'another-uid'),
    });
    expectEqual([code, stdout], [1, '']);
    expectText(stderr, 'no trust rule matches it');
  });

  await check('no token and no exchanged secret is in a log', () => {
    expectEqual(/eyJ[\w-]{20,}\.|ldx_[0-9A-Za-z]{46}/.test(readFileSync(registry.logFile, 'utf8')), false);
  });
}

/** A token as the kubelet gets it for a pod: for an hour, and with its audience as a list. */
function tokenOf(issuer: WorkloadIssuer, account: string, aud = audience): string {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const pod = { name: 'app-7d9c', uid: '0f3c6b1e-52a4-4b0e-8a55-2d1f9b7c4e10' };
  const serviceaccount = { name: 'builder', uid: account };
  return issuer.sign({
    aud: [aud],
    exp,
    ...kubernetesClaims({ 'kubernetes.io': { namespace: 'builds', pod, serviceaccount } }),
  });
}

async function answer(plugin: string, parameters: readonly string[], pod: PodPull): Promise<ProviderResponse> {
  const { code, stdout, stderr } = await runPlugin(plugin, parameters, pod);
  expectEqual([code, stderr], [0, '']);
  return JSON.parse(stdout) as ProviderResponse;
}

async function pull({ auth }: ProviderResponse, reference: string): Promise<void> {
  await craneWith(auth, certificate, 'pull', '--format=oci', reference, 'pulled');
}

function authOf(username: string, password: string): ProviderResponse['auth'] {
  return { [host]: { username, password } };
}

function expectText(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`${JSON.stringify(part)} is not in ${JSON.stringify(text)}`);
  if (text.includes('eyJ')) throw new Error('a message has the token');
}
