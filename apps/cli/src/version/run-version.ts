import { version } from '../package/version.js';
import type { RunCommand } from '../session/define-command.js';

export const runVersion: RunCommand<readonly [], object> = async ({ output }) => {
  const { node } = process.versions;
  const { platform, arch } = process;
  await output.show({ version: version(), node, platform, architecture: arch }, [version()]);
};
