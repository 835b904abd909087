import { type Refusal, type ResponseError, visibleText } from '@lading/client';

/** Advises what to do after a 401 or 403. It does not depend on whether the repository exists, which the registry does not say. */
export function afterRefusal({ status, refusal }: ResponseError, host: string): string {
  if (refusal?.reason === 'rights') return askFor(refusal);
  if (refusal?.reason === 'credentials') return logInAgain(refusal);
  return status === 401
    ? `log in with: lading login ${host}`
    : `log in as a user who may do this, with: lading login ${host}`;
}

function askFor({ host, username, repository, actions }: Refusal): string {
  const rights = actions.length === 0 ? 'the right to do this' : `the right ${actions.join(' and ')}`;
  const where = repository === undefined ? '' : ` on ${repository}`;
  const who = username === undefined ? '' : `; you are logged in as ${visibleText(username)}`;
  return `ask an administrator of ${host} for ${rights}${where}${who}`;
}

function logInAgain({ host, username }: Refusal): string {
  const whose = username === undefined ? 'your credentials' : `the credentials of ${visibleText(username)}`;
  return `${whose} are not accepted; log in again with: lading login ${host}`;
}
