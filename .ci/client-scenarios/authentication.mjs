import { createPrivateKey, createSign, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { runCommand } from '../harness/run-command.mjs';
import { expectEqual } from '../real-clients/expect-equal.mjs';
import { distribution } from './peers.mjs';

const [username, password] = ['ada', 'p:ss wörd'];
/** By bcrypt, which is all that Distribution reads, and which Node has not. */
const passwordHash = '$2b$05$mJB5JM0jTcp86MbOVDu6Y.cTClB/68IwPtCuphhOfanvKTB.g.zye';

/** Distribution with a list of passwords, which asks for Basic, and behind a token server of ours, which asks for tokens. */
export async function checkAuthentication({ check, lading, client, program, newFolder }) {
  const passwords = newFolder();
  writeFileSync(join(passwords, 'htpasswd'), `${username}:${passwordHash}\n`);
  const basic = await distribution(program)(passwords, {
    auth: { htpasswd: { realm: 'test', path: join(passwords, 'htpasswd') } },
  });
  await checkLogin({ check, lading, client, host: basic.host, title: 'passwords' });
  await basic.stop();

  const folder = newFolder();
  const tokens = await startTokenServer(folder);
  const auth = {
    token: { realm: tokens.realm, service: 'registry', issuer: 'issuer', rootcertbundle: tokens.certificate },
  };
  const bearer = await distribution(program)(folder, { auth });
  await checkLogin({ check, lading, client, host: bearer.host, title: 'tokens' });
  await check('asks for a token once for calls at the same time, and for each repository', async () => {
    tokens.asked.length = 0;
    const { repository } = authenticated(client, bearer.host);
    await Promise.all(
      ['one', 'one', 'one', 'two'].map((name) => repository(`auth/${name}`).blobs.stat(`sha256:${'0'.repeat(64)}`)),
    );
    expectEqual(tokens.asked.sort().join(), 'repository:auth/one:pull,repository:auth/two:pull');
  });
  await check('mounts with a token for both repositories', async () => {
    const { repository } = authenticated(client, bearer.host);
    const { digest } = await repository('auth/one').blobs.push(Buffer.from('to be mounted'));
    expectEqual(await repository('auth/two').blobs.mount(digest, 'auth/one'), true);
  });
  await bearer.stop();
  tokens.stop();
}

function authenticated(client, host) {
  const registry = client.createRegistryClient(host, { credentials: { username, password } });
  return { repository: (name) => registry.repository(name) };
}

async function checkLogin({ check, lading, client, host, title }) {
  const at = (reference) => `${host}/${reference}`;
  const logIn = (secret) => lading.run(['login', host, '--username', username, '--password-stdin'], { input: secret });
  await check(`with ${title}: refuses nobody and somebody else with 4, and says how to log in`, async () => {
    const { code, stderr } = await lading.fail('ls', at('auth/app'));
    expectEqual([code, /next: log in with: lading login/.test(stderr)].join(), '4,true');
    expectEqual(/ended with 4/.test(String(await logIn('wrong').catch((error) => error.message))), true);
  });
  await check(`with ${title}: logs in, pushes, lists, pulls, and logs out`, async () => {
    await logIn(password);
    await lading.run(['push', at('auth/app:1'), 'package.json']);
    expectEqual(await lading.text('ls', at('auth/app')), '1');
    await lading.text('copy', at('auth/app:1'), at('auth/copy:1'));
    await lading.text('logout', host);
    expectEqual((await lading.fail('ls', at('auth/app'))).code, 4);
  });
  await check(`with ${title}: the library reads with what it is given`, async () => {
    const { repository } = authenticated(client, host);
    expectEqual((await repository('auth/app').manifests.read('1')).manifest.kind, 'image');
  });
}

/** Gives tokens for whatever is asked to whoever knows the password, signed by a key whose certificate the registry has. */
async function startTokenServer(folder) {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=issuer', '-days', '2'];
  await runCommand('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate]);
  const privateKey = createPrivateKey(readFileSync(key));
  const x5c = [new X509Certificate(readFileSync(certificate)).raw.toString('base64')];
  const asked = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url, 'http://realm');
    const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    if (request.method !== 'GET') return response.writeHead(404).end();
    if (request.headers.authorization !== expected) return response.writeHead(401).end('{}');
    asked.push(...searchParams.getAll('scope'));
    const access = searchParams.getAll('scope').map((scope) => {
      const [type, name, actions] = scope.split(':');
      return { type, name, actions: actions.split(',') };
    });
    const token = sign({ typ: 'JWT', alg: 'RS256', x5c }, claims(access), privateKey);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token, expires_in: 300 }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const realm = `http://127.0.0.1:${server.address().port}/token`;
  return { realm, certificate, asked, stop: () => server.close(() => undefined) && server.closeAllConnections() };
}

function claims(access) {
  const now = Math.floor(Date.now() / 1000);
  const jti = String(Math.random());
  return { iss: 'issuer', sub: username, aud: 'registry', exp: now + 300, nbf: now - 60, iat: now, jti, access };
}

function sign(header, payload, key) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode(header)}.${encode(payload)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`;
}
