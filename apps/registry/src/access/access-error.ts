import { HtpasswdError, SealingKeyError } from '@lading/access';
import { ConfigurationError } from '../configuration/configuration-error.js';

/** A file or a key that has to be changed is a configuration error. Any other error is returned as it is. */
export function explainAccessError(error: unknown): unknown {
  if (error instanceof SealingKeyError) return new ConfigurationError([`${error.message}${keyHint}`], { cause: error });
  if (error instanceof HtpasswdError) return new ConfigurationError([error.message], { cause: error });
  const { path, message } = error as NodeJS.ErrnoException;
  if (error instanceof Error && typeof path === 'string')
    return new ConfigurationError([`a file that \`access\` names can't be read: ${message}${fileHint}`], {
      cause: error,
    });
  return error;
}

const fileHint = '; check `access.htpasswd`: a path is relative to the file that names it';

const keyHint =
  ' (LADING_SEALING_KEY or token-sealing.key in the data folder; all replicas and all later starts need the same one)';
