const keyBytes = 32;
const hexadecimal = /^[0-9a-f]{64}$/i;
const base64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** The keys of a list, or why it has none. */
export interface ParsedSealingKeys {
  readonly keys: readonly Uint8Array[];
  /** It does not contain a key. */
  readonly fault?: string;
}

/** Reads sealing keys in base64 or hexadecimal, separated by commas or spaces. The first one seals, and each one opens. */
export function parseSealingKeys(text: string): ParsedSealingKeys {
  const texts = text.split(/[\s,]+/).filter((each) => each !== '');
  const keys = texts.map(parseKey);
  const wrong = keys.indexOf(undefined);
  if (keys.length === 0) return { keys: [], fault: 'it has no key' };
  if (wrong === -1) return { keys: keys.filter((key) => key !== undefined) };
  const which = keys.length === 1 ? 'it' : `key ${wrong + 1} of ${keys.length}`;
  return { keys: [], fault: `${which} is not ${keyBytes} bytes in base64 or hexadecimal (openssl rand -base64 32)` };
}

function parseKey(text: string): Uint8Array | undefined {
  if (hexadecimal.test(text)) return Buffer.from(text, 'hex');
  if (!base64.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.byteLength === keyBytes ? key : undefined;
}
