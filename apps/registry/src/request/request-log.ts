import type { Logger } from 'pino';
import type { FinishedRequest, RequestObserver } from './observe-requests.js';

/** Paths that machines ask for all the time. */
const routine = /^\/(?:health\/|metrics$|$)/;

/** Writes one line for each request that is over. */
export function requestLog(logger: Logger): RequestObserver {
  // What is written here is named below, and nothing of it is a secret: to look for some costs more than the line.
  const lines = logger.child({}, { redact: [] });
  return {
    finished(request) {
      const { method, path, status, bytesIn, bytesOut, requestId, remoteAddress, userAgent, complete } = request;
      const level = levelOf(request);
      if (!lines.isLevelEnabled(level)) return;
      const ms = Math.round(request.seconds * 100_000) / 100;
      lines[level](
        {
          method,
          path,
          status,
          bytesIn,
          bytesOut,
          ms,
          requestId,
          remoteAddress,
          userAgent,
          ...(complete ? {} : { cut: true }),
        },
        `${method} ${path} ${status} ${ms} ms${complete ? '' : ', cut'}`,
      );
    },
  };
}

function levelOf({ path, status }: FinishedRequest): 'debug' | 'info' | 'warn' {
  if (routine.test(path)) return 'debug';
  return status >= 500 ? 'warn' : 'info';
}
