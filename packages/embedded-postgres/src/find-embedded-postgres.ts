import path from 'node:path';
import { databaseName, roleName } from './cluster.js';
import { endpointAt } from './endpoint.js';
import { readPostmasterFile } from './postmaster-file.js';
import { readIfPresent } from './read-if-present.js';

/**
 * Finds the PostgreSQL that another process runs on a directory. Only a user who may read the password file there finds it.
 * @returns its URL, as `url` of `EmbeddedPostgres`; undefined if no server accepts connections there
 * @throws an error of the file system if the files cannot be read
 */
export async function findEmbeddedPostgres(directory: string): Promise<string | undefined> {
  const cluster = path.resolve(directory, 'cluster');
  const server = await readPostmasterFile(cluster);
  const password = await readIfPresent(path.join(directory, 'password'));
  if (server?.status !== 'ready' || password === undefined) return undefined;
  const endpoint = endpointAt(cluster, server.socketDirectory === '' ? server.port : undefined);
  return endpoint.url(roleName, password.trim(), databaseName);
}
