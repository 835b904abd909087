import { RegistryError, type Uploads } from '@lading/core';
import type { EngineSettings } from '../settings/engine-settings.js';

/** The number of uploads that may still be opened, according to the last count. */
interface Room {
  left: number;
  /** Whether the count found no room. */
  readonly wasFull: boolean;
  readonly countedAt: number;
}

/** How long a count that found room is used. */
const goodMilliseconds = 10_000;
/** How long a count that found no room is used. */
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
    private readonly uploads: Pick<Uploads, 'count'>,
    private readonly limits: Pick<EngineSettings, 'maximumUploadsPerClient' | 'maximumUploads'>,
  ) {}

  /**
   * Makes room for one more upload of a client.
   * @throws RegistryError `TOOMANYREQUESTS` if the client (`too-many-uploads-of-client`) or all together
   * (`too-many-uploads`) have too many open
   */
  async admit(client: string): Promise<void> {
    const { maximumUploadsPerClient, maximumUploads } = this.limits;
    const ofClient = await this.roomFor(client, maximumUploadsPerClient);
    const ofAll = await this.roomFor('', maximumUploads);
    if (ofClient !== undefined && ofClient.left <= 0) throw tooManyOfClient(maximumUploadsPerClient);
    if (ofAll !== undefined && ofAll.left <= 0) throw tooMany(maximumUploads);
    for (const room of [ofClient, ofAll]) if (room !== undefined) room.left -= 1;
  }

  /** @param client the empty string for all clients together */
  private async roomFor(client: string, limit: number | undefined): Promise<Room | undefined> {
    if (limit === undefined) return undefined;
    for (;;) {
      const counting = this.rooms.get(client) ?? this.count(client, limit);
      const room = await counting;
      if (isGood(room)) return room;
      if (this.rooms.get(client) === counting) this.rooms.delete(client);
    }
  }

  private count(client: string, limit: number): Promise<Room> {
    const counted = client === '' ? this.uploads.count(limit) : this.uploads.count(limit, client);
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

/** Whether a count can still be used. One whose room this process has used up cannot: uploads may have ended since. */
function isGood({ left, wasFull, countedAt }: Room): boolean {
  const age = performance.now() - countedAt;
  return wasFull ? age < fullMilliseconds : left > 0 && age < goodMilliseconds;
}

function tooManyOfClient(limit: number | undefined): RegistryError {
  const message = `there are ${limit} open uploads of this client, and no more are allowed`;
  return new RegistryError('TOOMANYREQUESTS', message, { reason: 'too-many-uploads-of-client', detail: { limit } });
}

function tooMany(limit: number | undefined): RegistryError {
  const message = `there are ${limit} open uploads in the registry, and no more are allowed`;
  return new RegistryError('TOOMANYREQUESTS', message, { reason: 'too-many-uploads', detail: { limit } });
}
