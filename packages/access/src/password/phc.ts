/** A password as argon2id has hashed it (RFC 9106). */
interface Argon2Hash {
  readonly memoryKibibytes: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

const form =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,6}),t=([1-9]\d{0,1}),p=([1-9]\d{0,1})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;
/** A stored hash with higher parameters would let one sign-in use the memory or the time of many. */
const most = { memoryKibibytes: 256 * 1024, passes: 16, lanes: 16 };

/**
 * Reads a hash in PHC form, as `$argon2id$v=19$m=19456,t=2,p=1$SALT$TAG`.
 * @returns undefined if it is of another function or version, or needs more than 256 MiB, 16 passes or 16 lanes
 */
export function parsePhc(text: string): Argon2Hash | undefined {
  const [, memory, passes, lanes, salt, tag] = form.exec(text) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  const hash = {
    memoryKibibytes: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
  const fits =
    hash.memoryKibibytes <= most.memoryKibibytes &&
    hash.memoryKibibytes >= 8 * hash.lanes &&
    hash.passes <= most.passes &&
    hash.lanes <= most.lanes;
  return fits ? hash : undefined;
}

export function formatPhc({ memoryKibibytes, passes, lanes, salt, tag }: Argon2Hash): string {
  const parameters = `m=${memoryKibibytes},t=${passes},p=${lanes}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
