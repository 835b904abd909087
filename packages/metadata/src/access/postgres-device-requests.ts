import type { DeviceDecision, DevicePoll, DeviceRequest, DeviceRequests } from '@lading/core';
import { storableText } from '../changes/storable-text.js';
import type { Database } from '../database/database.js';
import { type Statement, statement } from '../database/statement.js';
import { recordOf } from './records/record-of.js';

interface Row extends Omit<DeviceRequest, 'decision'> {
  readonly outcome: DeviceDecision['outcome'] | null;
  readonly user: string | null;
  readonly passwordMark: string | null;
  readonly at: Date | null;
}

const columns = `d.id, d.device_code_hash AS "deviceCodeHash", d.user_code_hash AS "userCodeHash", d.device, d.scopes,
  d.address, d.network, d.user_agent AS "userAgent", d.created_at AS "createdAt", d.expires_at AS "expiresAt",
  d.interval_seconds AS "intervalSeconds", d.outcome, d.decided_by AS "user", d.password_mark AS "passwordMark",
  d.decided_at AS at`;

const create = statement<Row>(
  'create-device-request',
  `INSERT INTO {device_requests} AS d
     (device_code_hash, user_code_hash, device, scopes, address, network, user_agent, interval_seconds, expires_at)
   SELECT $1, $2, $3, $4::jsonb, $5, $6, $7, $8::int, now() + make_interval(secs => $9)
   WHERE (SELECT count(*) FROM (SELECT 1 FROM {device_requests}
       WHERE expires_at > now() AND network = $6 LIMIT $10::int) AS current) < $10::int
     AND (SELECT count(*) FROM (SELECT 1 FROM {device_requests}
       WHERE expires_at > now() LIMIT $11::int) AS current) < $11::int
   ON CONFLICT DO NOTHING RETURNING ${columns}`,
);

const find = statement<Row>(
  'find-device-request',
  `SELECT ${columns} FROM {device_requests} d WHERE d.user_code_hash = $1 AND d.outcome IS NULL AND d.expires_at > now()`,
);

const decide = statement<Row>(
  'decide-device-request',
  `UPDATE {device_requests} d SET outcome = $2, decided_by = $3, password_mark = $4, decided_at = now()
   WHERE d.user_code_hash = $1 AND d.outcome IS NULL AND d.expires_at > now() RETURNING ${columns}`,
);

const isTooFast = `d.last_polled_at IS NOT NULL AND
  now() < d.last_polled_at + make_interval(secs => d.interval_seconds - 1)`;

/** It locks the row, so the second of two polls sees the result of the first. */
const poll = statement<Row & { readonly wasTooFast: boolean; readonly isOver: boolean }>(
  'poll-device-request',
  `UPDATE {device_requests} d SET last_polled_at = now(), was_too_fast = ${isTooFast},
     interval_seconds = d.interval_seconds + CASE WHEN ${isTooFast} THEN $2::int ELSE 0 END
   WHERE d.device_code_hash = $1
   RETURNING ${columns}, d.was_too_fast AS "wasTooFast", d.expires_at <= now() AS "isOver"`,
);

const deleteOne = statement('delete-device-request', 'DELETE FROM {device_requests} WHERE id = $1');

const deleteOver = statement(
  'delete-device-requests-that-are-over',
  'DELETE FROM {device_requests} WHERE expires_at <= now() - make_interval(secs => $1)',
);

export class PostgresDeviceRequests implements DeviceRequests {
  constructor(private readonly database: Database) {}

  create({ most, ...request }: Parameters<DeviceRequests['create']>[0]): Promise<DeviceRequest | undefined> {
    const { deviceCodeHash, userCodeHash, device, scopes, address, network, userAgent } = request;
    return this.#one(create, [
      deviceCodeHash,
      userCodeHash,
      storableText(device),
      scopes === undefined ? null : JSON.stringify(scopes),
      storableText(address),
      storableText(network),
      userAgent === undefined ? null : storableText(userAgent),
      request.intervalSeconds,
      request.lifeSeconds,
      most.ofNetwork,
      most.inAll,
    ]);
  }

  async find(userCodeHash: string): Promise<DeviceRequest | undefined> {
    const [row] = await this.database.query(find, [storableText(userCodeHash)]);
    return row && requestOf(row);
  }

  decide(userCodeHash: string, decision: Omit<DeviceDecision, 'at'>): Promise<DeviceRequest | undefined> {
    const { outcome, user, passwordMark } = decision;
    const mark = passwordMark === undefined ? null : storableText(passwordMark);
    return this.#one(decide, [storableText(userCodeHash), outcome, storableText(user), mark]);
  }

  poll(deviceCodeHash: string, slowerSeconds: number): Promise<DevicePoll | undefined> {
    return this.database.transaction(async (transaction) => {
      const [row] = await transaction.query(poll, [storableText(deviceCodeHash), slowerSeconds]);
      if (row === undefined) return undefined;
      const { wasTooFast, isOver, ...rest } = row;
      const request = requestOf(rest);
      const outcome = isOver ? 'expired' : wasTooFast ? 'too-fast' : (request.decision?.outcome ?? 'pending');
      if (outcome === 'approved') await transaction.query(deleteOne, [request.id]);
      return { outcome, request };
    });
  }

  async maintain(keepSeconds: number): Promise<void> {
    await this.database.query(deleteOver, [keepSeconds]);
  }

  /** In a transaction: a statement that is sent again would find its own change. */
  async #one(change: Statement<Row>, values: readonly unknown[]): Promise<DeviceRequest | undefined> {
    const [row] = await this.database.transaction((transaction) => transaction.query(change, values));
    return row && requestOf(row);
  }
}

function requestOf({ outcome, user, passwordMark, at, ...row }: Row): DeviceRequest {
  return recordOf<object>({
    ...row,
    ...(outcome !== null && { decision: { outcome, user, passwordMark, at } }),
  }) as DeviceRequest;
}
