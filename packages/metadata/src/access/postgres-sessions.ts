import type { Page, SessionRecord, Sessions } from '@lading/core';
import { storableText } from '../changes/storable-text.js';
import type { Database } from '../database/database.js';
import { pageOf } from '../database/page.js';
import { statement } from '../database/statement.js';
import { isUuid } from './records/is-uuid.js';
import { recordOf } from './records/record-of.js';
import { rowId } from './records/row-id.js';

const columns = `s.id, s.kind, s.secret_hash AS "secretHash", s.user_name AS "user", s.created_at AS "createdAt",
  s.last_used_at AS "lastUsedAt", s.expires_at AS "expiresAt", s.address, s.user_agent AS "userAgent",
  s.password_mark AS "passwordMark"`;

const create = statement<SessionRecord>(
  'create-session',
  `INSERT INTO {sessions} AS s (secret_hash, kind, user_name, expires_at, address, user_agent, password_mark)
   VALUES ($1, $2, $3, now() + make_interval(secs => $4), $5, $6, $7) RETURNING ${columns}`,
);

/** There is no row to lock: a user of a file has none, and the sessions that others are creating do not exist yet. */
const lockUser = statement('lock-sessions-of-user', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))');

const deleteOthers = statement(
  'delete-sessions-that-are-too-many',
  `DELETE FROM {sessions} WHERE id IN (SELECT s.id FROM {sessions} s WHERE s.user_name = $1 AND s.kind = $2
     ORDER BY s.expires_at > now() DESC, s.last_used_at DESC, s.id DESC OFFSET $3::int - 1)`,
);

const find = statement<SessionRecord & { isDue: boolean }>(
  'find-session',
  `SELECT ${columns}, s.last_used_at <= now() - interval '1 minute' AS "isDue" FROM {sessions} s
   WHERE s.secret_hash = $1 AND s.expires_at > now() AND s.last_used_at > now() - make_interval(secs => $2)`,
);

const use = statement<SessionRecord>(
  'use-session',
  `UPDATE {sessions} s SET last_used_at = now() WHERE s.id = $1 RETURNING ${columns}`,
);

const findById = statement<SessionRecord>(
  'find-session-by-id',
  `SELECT ${columns} FROM {sessions} s WHERE s.id = $1 AND s.expires_at > now()`,
);

const list = statement<SessionRecord>(
  'list-sessions',
  `SELECT ${columns} FROM {sessions} s WHERE s.id > $1 AND s.expires_at > now() ORDER BY s.id LIMIT $2`,
);

const listOf = statement<SessionRecord>(
  'list-sessions-of-user',
  `SELECT ${columns} FROM {sessions} s WHERE s.id > $1 AND s.expires_at > now() AND s.user_name = $3
   ORDER BY s.id LIMIT $2`,
);

const deleteOne = statement<unknown>('delete-session', 'DELETE FROM {sessions} WHERE id = $1 RETURNING 1');

const deleteOf = statement<unknown>(
  'delete-sessions-of-user',
  'DELETE FROM {sessions} WHERE user_name = $1 RETURNING 1',
);

const deleteOver = statement('delete-sessions-that-are-over', 'DELETE FROM {sessions} WHERE expires_at <= now()');

const beforeAll = '00000000-0000-0000-0000-000000000000';

export class PostgresSessions implements Sessions {
  constructor(private readonly database: Database) {}

  async create(session: Parameters<Sessions['create']>[0]): Promise<SessionRecord> {
    const { secretHash, kind, most, lifeSeconds, address, userAgent, passwordMark } = session;
    const user = storableText(session.user);
    const texts = [address, userAgent, passwordMark].map((text) => (text === undefined ? null : storableText(text)));
    const [created] = await this.database.transaction(async (transaction) => {
      await transaction.query(lockUser, [`${this.database.nameOf('sessions')} ${kind} ${user}`]);
      transaction.send(deleteOthers, [user, kind, most]);
      return transaction.query(create, [secretHash, kind, user, lifeSeconds, ...texts]);
    });
    return recordOf(created as SessionRecord);
  }

  async use(secretHash: string, idleSeconds: number): Promise<SessionRecord | undefined> {
    const [found] = await this.database.query(find, [storableText(secretHash), idleSeconds]);
    if (found === undefined) return undefined;
    const { isDue, ...session } = found;
    if (!isDue) return recordOf(session);
    const [used] = await this.database.query(use, [session.id]);
    return used && recordOf(used);
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    const [found] = isUuid(id) ? await this.database.query(findById, [id]) : [];
    return found && recordOf(found);
  }

  async list({ user, after, limit }: Parameters<Sessions['list']>[0]): Promise<Page<SessionRecord>> {
    const values = [after === undefined ? beforeAll : rowId(after), limit + 1];
    const rows =
      user === undefined
        ? await this.database.query(list, values)
        : await this.database.query(listOf, [...values, storableText(user)]);
    return pageOf(rows.map(recordOf), { limit });
  }

  async delete(id: string): Promise<boolean> {
    return isUuid(id) && (await this.#delete(deleteOne, id)) > 0;
  }

  deleteOf(user: string): Promise<number> {
    return this.#delete(deleteOf, storableText(user));
  }

  async maintain(): Promise<void> {
    await this.database.query(deleteOver, []);
  }

  /** In a transaction, because a statement that is sent again would find nothing to count. */
  async #delete(deletion: typeof deleteOne, key: string): Promise<number> {
    return (await this.database.transaction((transaction) => transaction.query(deletion, [key]))).length;
  }
}
