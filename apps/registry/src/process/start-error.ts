/** Why the registry can't start, in one line for the person who starts it. No restart mends it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The remedy for what a system call refuses while a port is opened; undefined for any other error. */
export function explainListenError(error: unknown, host: string, port: number): StartError | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} on ${host} is in use: stop what listens there, or choose another with PORT`,
    EACCES: `this user may not listen on port ${port}: choose one above 1023 with PORT, or grant CAP_NET_BIND_SERVICE`,
    EADDRNOTAVAIL: `${host} is no address of this machine: change HOST`,
    ENOTFOUND: `${host} is no known host: change HOST`,
  };
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? undefined : new StartError(reason, { cause: error });
}
