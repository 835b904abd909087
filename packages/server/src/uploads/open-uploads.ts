import { RegistryError, type UploadSessions } from '@lading/core';
import type { UploadSettings } from '../registry.options.js';

/** How many more uploads may be opened, according to the last count. */
interface Room {
  left: number;
  /** Whether the count found no room. */
  readonly wasFull: boolean;
  readonly countedAt: number;
}

/** How long a count is used: one that found room, and one that found none. */
const goodMilliseconds = 10_000;
const fullMilliseconds = 1000;
/** Clients whose counts are remembered. */
const mostClients = 10_000;

/**
 * Limits the open uploads of one client and of all clients, over all replicas. Counting for each upload would cost too much,
 * so a process counts every few seconds, and in between adds only the uploads that it opens itself. Other processes can
 * therefore exceed the limits a little.
 */
export class OpenUploads {
  private readonly rooms = new Map<string, Promise<Room>>();

  constructor(
    private readonly sessions: Pick<UploadSessions, 'countUploads'>,
    private readonly limits: Pick<UploadSettings, 'openPerClient' | 'open'>,
  ) {}

  /**
   * Makes room for one more upload of a client.
   * @throws RegistryError `TOOMANYREQUESTS`: 429 if the client has too many open, 503 if all together have
   */
  async admit(client: string): Promise<void> {
    const rooms = [await this.roomFor(client, this.limits.openPerClient), await this.roomFor('', this.limits.open)];
    const [ofClient, ofAll] = rooms;
    if (ofClient !== undefined && ofClient.left <= 0) throw tooMany('of this client', this.limits.openPerClient, 429);
    if (ofAll !== undefined && ofAll.left <= 0) throw tooMany('in the registry', this.limits.open, 503);
    for (const room of rooms) if (room !== undefined) room.left -= 1;
  }

  /** @param client the empty string for all clients together */
  private async roomFor(client: string, limit: number): Promise<Room | undefined> {
    if (limit === 0) return undefined;
    for (;;) {
      const counting = this.rooms.get(client) ?? this.count(client, limit);
      const room = await counting;
      if (isGood(room)) return room;
      if (this.rooms.get(client) === counting) this.rooms.delete(client);
    }
  }

  private count(client: string, limit: number): Promise<Room> {
    const counted = client === '' ? this.sessions.countUploads(limit) : this.sessions.countUploads(limit, client);
    const room = counted.then((count) => ({
      left: limit - count,
      wasFull: count >= limit,
      countedAt: performance.now(),
    }));
    room.catch(() => this.rooms.delete(client));
    if (this.rooms.size >= mostClients) this.rooms.clear();
    this.rooms.set(client, room);
    return room;
  }
}

/** Room that this process has used up itself is counted again: uploads may have ended since. */
function isGood({ left, wasFull, countedAt }: Room): boolean {
  const age = performance.now() - countedAt;
  return wasFull ? age < fullMilliseconds : left > 0 && age < goodMilliseconds;
}

function tooMany(which: string, limit: number, status: 429 | 503): RegistryError {
  return new RegistryError('TOOMANYREQUESTS', `there are ${limit} open uploads ${which}, and no more are allowed`, {
    status,
    detail: { limit },
  });
}
