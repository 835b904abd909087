import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { SealedTexts } from '../seal/sealed-texts.js';

/** How long a person may stay on the pages of the provider. */
export const ticketSeconds = 10 * 60;

/** The data that the registry needs when the browser comes back from the provider. */
export interface Ticket {
  readonly provider: string;
  readonly state: string;
  readonly nonce: string;
  /** The code verifier of PKCE (RFC 7636). */
  readonly verifier: string;
  /** The page of the registry to open after the sign-in. */
  readonly page: string;
}

const form = z.object({
  provider: z.string(),
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
  page: z.string(),
  until: z.number(),
});

/** The most characters of a ticket. A browser keeps cookies of 4096 bytes. */
const longestTicket = 4000;

/** Seals tickets. The browser keeps them, so any replica can finish a sign-in. */
export class Tickets {
  readonly #sealed: SealedTexts;

  /** @param now the time of the store */
  constructor(
    sharedKeys: readonly Uint8Array[],
    private readonly now: () => Date,
  ) {
    this.#sealed = new SealedTexts(sharedKeys, 'lading sign-in by a provider');
  }

  seal(ticket: Ticket): string {
    return this.#sealed.seal(JSON.stringify({ ...ticket, until: this.now().getTime() + ticketSeconds * 1000 }));
  }

  /** The ticket for this provider and this state; undefined if it is for others, too old, or not ours. */
  open(sealed: string | undefined, provider: string, state: string | null): Ticket | undefined {
    if (sealed === undefined || sealed.length > longestTicket || state === null) return undefined;
    const text = this.#sealed.open(sealed);
    if (text === undefined) return undefined;
    const { until, ...ticket } = form.parse(JSON.parse(text));
    const isCurrent = until > this.now().getTime();
    return isCurrent && ticket.provider === provider && isSame(ticket.state, state) ? ticket : undefined;
  }
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.byteLength === second.byteLength && timingSafeEqual(first, second);
}
