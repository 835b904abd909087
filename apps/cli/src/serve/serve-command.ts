import type { Command } from 'commander';
import { defineCommand } from '../session/define-command.js';

export function serveCommand(): Command {
  return defineCommand(
    'serve',
    'Start the Lading registry; the README of @lading/registry has all its settings',
    'lading serve --port 5000 --data ./registry',
  )
    .option('--host <address>', 'the address to listen on; 127.0.0.1 unless HOST says otherwise')
    .option('--port <number>', 'the port to listen on; 0 takes a free one')
    .option('--data <folder>', 'where blobs and, without DATABASE_URL, the database are kept')
    .option('--database-url <url>', 'the PostgreSQL to use; a password belongs into DATABASE_URL')
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.js');
      process.exit(await serve(options));
    });
}

export interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly data?: string;
  readonly databaseUrl?: string;
}
