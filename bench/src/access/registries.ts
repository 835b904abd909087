import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@lading/e2e/harness/free-port';
import { programOf } from '@lading/e2e/harness/paths';
import { bcrypt } from 'hash-wasm';
import type { Content } from '../content.js';
import { fillByHttp } from '../fill/fill-by-http.js';
import { type Server, startServer } from '../subjects/server-process.js';

export interface SignInRegistry extends Server {
  /** Signs in and gets a token for pulls, as a value of `Authorization`. */
  newToken(): Promise<string>;
}

const main = programOf('registry');
const [name, password] = ['puller', randomBytes(16).toString('hex')];

/** A registry that is open to everybody, with an image and the default number of workers. */
export async function startOpen(directory: string, content: Content): Promise<Server> {
  const server = await start(directory, { LADING_ACCESS: 'open' });
  await fillByHttp(server.port, content, { referrers: false });
  return server;
}

/** A registry with a user of an htpasswd file, and the same image. The image is pushed first, while the registry is open. */
export async function startWithSignIn(directory: string, content: Content): Promise<SignInRegistry> {
  await (await startOpen(directory, content)).stop();
  const hash = await bcrypt({ password, salt: randomBytes(16), costFactor: 10 });
  writeFileSync(join(directory, 'htpasswd'), `${name}:${hash}\n`);
  const rules = [{ who: [`user:${name}`], where: ['**'], what: ['pull'] }];
  const accessFile = join(directory, 'access.yaml');
  // JSON is YAML.
  writeFileSync(accessFile, JSON.stringify({ htpasswd: 'htpasswd', rules }));
  const server = await start(directory, { LADING_ACCESS_FILE: accessFile });
  return {
    ...server,
    async newToken() {
      const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
      const url = `${server.url}/v2/token?scope=repository:bench:pull`;
      const answer = await fetch(url, { headers: { authorization } });
      if (answer.status !== 200) throw new Error(`the sign-in got ${answer.status}`);
      return `Bearer ${((await answer.json()) as { readonly token: string }).token}`;
    },
  };
}

async function start(directory: string, environment: NodeJS.ProcessEnv): Promise<Server> {
  const port = await findFreePort();
  return startServer({
    command: [process.execPath, main],
    environment: { LADING_DATA_DIR: join(directory, 'data'), PORT: String(port), ...environment },
    logFile: join(directory, 'lading.log'),
    port,
    path: '/health/ready',
  });
}
