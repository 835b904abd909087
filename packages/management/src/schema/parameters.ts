import { z } from 'zod';
import { plainText } from '../input/page-query.js';
import { Named } from '../input/parsed.pipe.js';

/** Parameters of paths. */
export const userName = new Named(plainText, 'user');
export const groupName = new Named(plainText, 'group');
export const robotName = new Named(plainText, 'robot');
export const keyId = new Named(plainText, 'key');
export const secretId = new Named(z.uuid(), 'secret');
export const tokenId = new Named(z.uuid(), 'token');
export const sessionId = new Named(z.uuid(), 'session');
/** Trust rules of files have the id of their content. */
export const trustId = new Named(z.union([z.uuid(), z.string().regex(/^file:[0-9a-f]{16}$/)]), 'trust rule');
/** Rules of files have the id of their place, such as `file:0`. */
export const ruleId = new Named(z.union([z.uuid(), z.string().regex(/^file:\d{1,9}$/)]), 'rule');
