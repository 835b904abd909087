import type { Answer, Ask } from '../harness/ask.js';
import { faceOf } from './judge.js';
import type { ManagementCaller } from './management-callers.js';
import type { ManagementRoute, Paths } from './management-routes.js';

/** The faults of two answers of a route of the management API: about a record of somebody else, and about an absent one. */
export async function managementFaults(
  name: string,
  route: ManagementRoute,
  caller: ManagementCaller,
  { there, absent }: Paths,
  ask: Ask,
): Promise<readonly string[]> {
  const send = (path: string) => ask(questionOf(name, route, caller, path));
  const answer = await send(there);
  const isIn = route.audience === 'everybody' || (caller.isUser && route.audience === 'users');
  const faults = isStatusOf(answer.status, name, caller, isIn) ? [] : [`gets ${answer.status} ${answer.body}`];
  const challenge = answer.status === 401 ? 'Bearer' : undefined;
  if (answer.headers['www-authenticate'] !== challenge) faults.push('gets another challenge');
  if (isIn) return faults;
  const [face, other] = [managementFace(answer, there), managementFace(await send(absent), absent)];
  return face === other ? faults : [...faults, `can tell ${face} from ${other}`];
}

function questionOf(name: string, { query, body }: ManagementRoute, { authorization }: ManagementCaller, path: string) {
  const [method = ''] = name.split(' ');
  const target = query === undefined ? path : `${path}?${query}`;
  if (body === undefined) return { method, path: target, authorization };
  const headers = { 'content-type': 'application/json' };
  return { method, path: target, authorization, headers, body: JSON.stringify(body) };
}

/** A refused client gets its status. A user who may not manage a record gets 403, or 404 as for an absent record. */
function isStatusOf(status: number, name: string, caller: ManagementCaller, isIn: boolean): boolean {
  if (!isIn) return caller.isUser ? status === 403 || status === 404 : status === caller.status;
  // A personal access token has no session that can be ended.
  return name.endsWith('/current') ? status === 404 : status === 200 || status === 201;
}

/** As `faceOf`, without the names and ids in the path. */
function managementFace(answer: Answer, path: string): string {
  const { requestId: _, ...body } = JSON.parse(answer.body || '{}') as Record<string, unknown>;
  const face = faceOf({ ...answer, body: JSON.stringify(body) }, path);
  const names = path.split('/').slice(4);
  return names.reduce((text, each) => text.replaceAll(each, ':name'), face);
}
