import { type FileSystem, nodeFileSystem, type OpenFile } from '../../src/filesystem/file-system.js';

/** Is told of each call before it is made, and makes it fail by throwing; and of each file that was `opened`. */
export type OnCall = (call: string, path: string) => void;

/** The real file system, with somebody who looks on. */
export function watchedFileSystem(onCall: OnCall): FileSystem {
  return watched<FileSystem>(nodeFileSystem, (call, parameters) => {
    onCall(call, String(parameters[call === 'rename' ? 1 : 0]));
    return (result) => (call === 'open' ? watchedFile(result as OpenFile, String(parameters[0]), onCall) : result);
  });
}

function watchedFile(file: OpenFile, path: string, onCall: OnCall): OpenFile {
  onCall('opened', path);
  return watched(file, (call) => {
    onCall(call, path);
    return (result) => result;
  });
}

function watched<Target extends object>(
  target: Target,
  intercept: (call: string, parameters: unknown[]) => (result: unknown) => unknown,
): Target {
  return new Proxy({} as Target, {
    get: (_, key) => {
      const member = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]) => {
        const finish = intercept(String(key), parameters);
        return finish(await member.apply(target, parameters));
      };
    },
  });
}

/** An error as Node makes it of a system call. */
export function systemError(code: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${code}: something is wrong, ${syscall} '${path}'`), { code, syscall, path });
}
