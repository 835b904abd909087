import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Context, logInWith, newFolder, type SignedInClient } from './context.js';

/** Helm uses the version of a chart as its tag, and the version must have three numbers. */
const version = '1.0.0';

/** Pushes and pulls charts. The name of a chart is the last segment of its repository. */
export function helm(context: Context): SignedInClient {
  const { clients, host } = context;
  return {
    isLoginChecked: true,
    tag: version,
    logIn: logInWith(context, 'helm', 'registry', 'login', '--plain-http', '--password-stdin'),
    async push(repository) {
      const name = basename(repository);
      const folder = newFolder(context);
      const chart = join(folder, name);
      mkdirSync(chart, { recursive: true });
      writeFileSync(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
      await clients.run('helm', 'package', chart, '--destination', folder);
      const archive = join(folder, `${name}-${version}.tgz`);
      await clients.run('helm', 'push', '--plain-http', archive, `oci://${host}/${dirname(repository)}`);
    },
    pull(repository) {
      const folder = newFolder(context);
      mkdirSync(folder);
      const from = [`oci://${host}/${repository}`, '--version', version];
      return clients.run('helm', 'pull', '--plain-http', ...from, '--destination', folder);
    },
  };
}
