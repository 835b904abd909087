import { createPrivateKey, createSign, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { closeServer, listenOnLoopback } from '../harness/loopback.js';
import { runCommand } from '../harness/run-command.js';

export interface TokenServer {
  readonly realm: string;
  /** The file with the certificate of the key that signs the tokens. */
  readonly certificate: string;
  /** The scopes that were asked for. */
  readonly asked: string[];
  stop(): Promise<void>;
}

export interface User {
  readonly username: string;
  readonly password: string;
}

interface Access {
  readonly type: string | undefined;
  readonly name: string | undefined;
  readonly actions: readonly string[];
}

/** Starts a server that gives a user tokens for any scope. */
export async function startTokenServer(folder: string, user: User): Promise<TokenServer> {
  const { key, certificate } = await makeKey(folder);
  const signing = { key: createPrivateKey(readFileSync(key)), certificate: readFileSync(certificate) };
  const asked: string[] = [];
  const server = createServer((request, response) => answer(request, response, { user, signing, asked }));
  const realm = `http://127.0.0.1:${await listenOnLoopback(server)}/token`;
  return { realm, certificate, asked, stop: () => closeServer(server) };
}

async function makeKey(folder: string) {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=issuer', '-days', '2'];
  await runCommand('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate]);
  return { key, certificate };
}

interface Signing {
  readonly key: KeyObject;
  readonly certificate: Buffer;
}

interface Settings {
  readonly user: User;
  readonly signing: Signing;
  readonly asked: string[];
}

function answer(request: IncomingMessage, response: ServerResponse, { user, signing, asked }: Settings): void {
  const scopes = new URL(request.url ?? '/', 'http://realm').searchParams.getAll('scope');
  const expected = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;
  if (request.method !== 'GET') {
    response.writeHead(404).end();
  } else if (request.headers.authorization !== expected) {
    response.writeHead(401).end('{}');
  } else {
    asked.push(...scopes);
    const token = makeToken(scopes.map(parseScope), user.username, signing);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token, expires_in: 300 }));
  }
}

function parseScope(scope: string): Access {
  const [type, name, actions = ''] = scope.split(':');
  return { type, name, actions: actions.split(',') };
}

function makeToken(access: readonly Access[], username: string, { key, certificate }: Signing): string {
  const now = Math.floor(Date.now() / 1000);
  const validity = { exp: now + 300, nbf: now - 60, iat: now, jti: randomUUID() };
  const claims = { iss: 'issuer', sub: username, aud: 'registry', ...validity, access };
  const header = { typ: 'JWT', alg: 'RS256', x5c: [new X509Certificate(certificate).raw.toString('base64')] };
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`;
}
