import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '@lading/e2e/harness/free-port';
import type { Content } from '../content.js';
import { startServer } from './server-process.js';
import { readOutput, runs, type Subject } from './subject.js';

/** Static files by sendfile, nothing logged: the limit of what a server of files can do on this machine. */
function configuration(port: number, directory: string): string {
  return `worker_processes 2;
daemon off;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  default_type application/octet-stream;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  server { listen 127.0.0.1:${port}; root ${directory}/files; location = / { return 200 "ready"; } }
}
`;
}

export const nginx: Subject = {
  name: 'nginx',
  title: 'nginx (files)',
  isInstalled: () => runs('nginx', '-v'),
  version: () => readOutput('nginx', '-v'),

  async start(directory) {
    const files = join(directory, 'files');
    mkdirSync(files, { recursive: true });
    // Its workers run as another user.
    chmodSync(directory, 0o755);
    const port = await findFreePort();
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, configuration(port, directory));
    const server = await startServer({
      command: ['nginx', '-c', file, '-e', join(directory, 'error.log')],
      logFile: join(directory, 'nginx.log'),
      port,
      path: '/',
    });
    return { ...server, fill: (content) => fillFiles(files, content) };
  },
};

async function fillFiles(files: string, { small, large, huge, image }: Content): Promise<void> {
  const blobs = join(files, 'v2/bench/blobs');
  const manifests = join(files, 'v2/bench/manifests');
  for (const folder of [blobs, manifests]) mkdirSync(folder, { recursive: true });
  for (const blob of [small, large, huge]) await writeFile(join(blobs, blob.digest), blob.pieces());
  for (const reference of ['v1', image.digest]) writeFileSync(join(manifests, reference), image.bytes);
}
