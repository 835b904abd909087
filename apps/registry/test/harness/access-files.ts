import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bcrypt } from 'hash-wasm';

/** Fast to check, and as valid as any. */
const cost = 4;

/** Writes an htpasswd file with users and their passwords. */
export async function writeHtpasswd(directory: string, users: Readonly<Record<string, string>>): Promise<string> {
  const lines = Object.entries(users).map(async ([name, password]) => {
    const hash = await bcrypt({ password, salt: randomBytes(16), costFactor: cost, outputType: 'encoded' });
    return `${name}:${hash}\n`;
  });
  const file = join(directory, 'htpasswd');
  writeFileSync(file, (await Promise.all(lines)).join(''));
  return file;
}

/** Writes `lading.yaml` with this value of `access`, in JSON, which is YAML too. */
export function writeAccess(directory: string, access: unknown, more: Readonly<Record<string, unknown>> = {}): void {
  writeFileSync(join(directory, 'lading.yaml'), JSON.stringify({ ...more, access }));
}
