import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62Digit, toBase62 } from './base62.js';

/**
 * `personal`: a personal access token of a user. `robot`: the secret of a robot. `refresh`: a refresh token of a user.
 * `exchanged`: the secret of a workload.
 */
export type SecretKind = 'personal' | 'robot' | 'refresh' | 'exchanged';

const prefixes = {
  personal: 'ldp_',
  robot: 'ldr_',
  refresh: 'ldi_',
  exchanged: 'ldx_',
} as const satisfies Record<SecretKind, string>;
const kinds = Object.keys(prefixes) as SecretKind[];
const randomLength = 40;
const checksumLength = 6;
const secretForm = new RegExp(`^ld[prix]_[0-9A-Za-z]{${randomLength + checksumLength}}$`);
const secretPrefix = /^ld[prxi]_/;

/**
 * Makes a secret: the prefix of its kind, 40 random characters (238 bits), and a checksum of 6 characters. Prefix and checksum
 * let programs that scan for leaked secrets recognize it.
 */
export function makeSecret(kind: SecretKind): string {
  const random = Array.from({ length: randomLength }, () => base62Digit(randomInt(62))).join('');
  const body = prefixes[kind] + random;
  return body + checksumOf(body);
}

/** @returns the kind of a secret, or undefined if the text does not have the form of a secret or its checksum is wrong */
export function secretKindOf(text: string): SecretKind | undefined {
  if (!secretForm.test(text)) return undefined;
  const body = text.slice(0, -checksumLength);
  if (text.slice(-checksumLength) !== checksumOf(body)) return undefined;
  return kinds.find((kind) => text.startsWith(prefixes[kind]));
}

/** Whether a text begins like a random secret. It is then never checked as a password, even if the rest is wrong. */
export function hasSecretPrefix(text: string): boolean {
  return secretPrefix.test(text);
}

/** SHA-256 in hexadecimal, by which a store finds a secret. Secrets of 238 random bits need no slow hash and no salt. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The last four characters, by which the owner recognizes a secret. They are part of the checksum and tell little of the rest. */
export function hintOf(secret: string): string {
  return secret.slice(-4);
}

function checksumOf(body: string): string {
  return toBase62(crc32(body), checksumLength);
}
