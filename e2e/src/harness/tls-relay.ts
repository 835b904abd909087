import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { listenOnLoopback } from './loopback.js';
import { runCommand } from './run-command.js';

export interface TlsRelay {
  readonly host: string;
  /** The file with its certificate. */
  readonly certificate: string;
  stop(): void;
}

/** Starts a proxy that ends TLS before a port of 127.0.0.1. */
export async function startTlsRelay(folder: string, port: number): Promise<TlsRelay> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await runCommand('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate]);
  const open = new Set<Socket>();
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (client) => {
    const registry = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, registry],
      [registry, client],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => open.delete(from));
    }
  });
  const host = `127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    host,
    certificate,
    stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
