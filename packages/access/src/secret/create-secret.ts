import { hashSecret, hintOf, makeSecret, type SecretKind } from './random-secret.js';

/** Makes a random secret, with the values that are stored of it. */
export function createSecret(kind: SecretKind) {
  const secret = makeSecret(kind);
  return { secret, secretHash: hashSecret(secret), hint: hintOf(secret) };
}
