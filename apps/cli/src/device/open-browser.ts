import { spawn } from 'node:child_process';

/** The programs that open a page in the browser of the user. */
const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a page if there is a desktop. It never fails, and does not wait for the browser. */
export function openBrowser(page: URL, environment: NodeJS.ProcessEnv = process.env): void {
  const [program, ...args] = openers[process.platform] ?? [];
  const hasDesktop = process.platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  const isRemote = Boolean(environment.SSH_CONNECTION);
  if (program === undefined || !hasDesktop || isRemote) return;
  // Without a shell, the URL is an argument and nothing else.
  const child = spawn(program, [...args, page.href], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
