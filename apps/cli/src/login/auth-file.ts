import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../failure/command-error.js';
import type { Login } from './ask-login.js';
import { eraseFromHelper, storeInHelper } from './credential-helper.js';
import { hostOfKey, keyOfHost } from './registry-key.js';

type Fields = Record<string, unknown>;

/** Keeps a login in the credential helper that the file names for the registry, else in the file itself. */
export async function keepLogin(
  path: string,
  host: string,
  login: Login,
): Promise<{ readonly place: string; readonly isEncrypted: boolean }> {
  const file = await readAuthFile(path);
  const helper = helperFor(file, host);
  if (helper !== undefined) {
    await storeInHelper(helper, keyOfHost(host), login);
    return { place: `docker-credential-${helper}`, isEncrypted: true };
  }
  const auth = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
  const auths = { ...withoutHost(fieldsOf(file.auths), host), [keyOfHost(host)]: { auth } };
  await writeAuthFile(path, { ...file, auths });
  return { place: path, isEncrypted: false };
}

/** Whether there was something to forget. */
export async function forgetLogin(path: string, host: string): Promise<boolean> {
  const file = await readAuthFile(path);
  const helper = helperFor(file, host);
  const wasInHelper = helper !== undefined && (await eraseFromHelper(helper, keyOfHost(host)));
  const before = fieldsOf(file.auths);
  const auths = withoutHost(before, host);
  const wasInFile = Object.keys(auths).length < Object.keys(before).length;
  if (wasInFile) await writeAuthFile(path, { ...file, auths });
  return wasInHelper || wasInFile;
}

function helperFor(file: Fields, host: string): string | undefined {
  const own = Object.entries(fieldsOf(file.credHelpers)).find(([key]) => hostOfKey(key) === host)?.[1];
  const helper = own ?? file.credsStore;
  return typeof helper === 'string' && helper !== '' ? helper : undefined;
}

function withoutHost(auths: Fields, host: string): Fields {
  return Object.fromEntries(Object.entries(auths).filter(([key]) => hostOfKey(key) !== host));
}

async function readAuthFile(path: string): Promise<Fields> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return fieldsOf(JSON.parse(text.trim() === '' ? '{}' : text));
  } catch {
    throw new CommandError(`${path} is no JSON`, { nextStep: 'mend it by hand: it may hold credentials of others' });
  }
}

/** Whoever reads the file sees the old one or the new one, and nobody but its owner can. A link to it stays a link. */
async function writeAuthFile(path: string, content: Fields): Promise<void> {
  const file = await realpath(path).catch(() => path);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}.partial`;
  try {
    await writeFile(temporary, `${JSON.stringify(content, undefined, '\t')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
