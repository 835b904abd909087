import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { databaseName, roleName } from './cluster.js';
import { endpointAt } from './endpoint.js';

/**
 * Finds the PostgreSQL that another process runs on a directory. Only a user who may read the password file there finds it.
 * @returns its URL, as `url` of `EmbeddedPostgres`; undefined if no server accepts connections there
 * @throws an error of the file system if the files cannot be read
 */
export async function findEmbeddedPostgres(directory: string): Promise<string | undefined> {
  const cluster = path.resolve(directory, 'cluster');
  const lock = await readIfPresent(path.join(cluster, 'postmaster.pid'));
  const password = await readIfPresent(path.join(directory, 'password'));
  if (lock === undefined || password === undefined) return undefined;
  // The lines of the file: pid, data directory, start time, port, socket directory, listen address, shared memory, status.
  // https://www.postgresql.org/docs/18/storage-file-layout.html
  const [, , , port = '', socketDirectory = '', , , status = ''] = lock.split('\n').map((line) => line.trim());
  if (status !== 'ready') return undefined;
  const endpoint = endpointAt(cluster, socketDirectory === '' ? Number(port) : undefined);
  return endpoint.url(roleName, password.trim(), databaseName);
}

function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}
