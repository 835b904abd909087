import type { Command } from 'commander';
import { defineCommand } from '../session/define-command.js';
import type { RegistrySettings } from './environment-for.js';

export function serveCommand(): Command {
  return defineCommand(
    'serve',
    'Start the Lading registry; the README of @lading/registry has all its settings',
    'lading serve --port 5000 --data ./registry',
  )
    .option('--host <address>', 'the address to listen on; 127.0.0.1 unless HOST says otherwise')
    .option('--port <number>', 'the port to listen on; 0 takes a free one')
    .option('--data <folder>', 'the folder for blobs and, without DATABASE_URL, for the database')
    .option('--database-url <url>', 'the PostgreSQL to use; put a password into DATABASE_URL instead')
    .action(async (options: RegistrySettings) => {
      const { serve } = await import('./serve.js');
      process.exit(await serve(options));
    });
}
