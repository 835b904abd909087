import type { AuditEvent } from '@lading/core';

const userAgentLength = 256;
/** Characters that act on a terminal or change the order of text, those that end a line, and halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** An event whose texts can be printed as they are: such characters appear as `\u001b`. The user agent is cut. */
export function cleanAuditEvent(event: AuditEvent): AuditEvent {
  const cleaned = clean(event) as AuditEvent;
  return { ...cleaned, userAgent: cleaned.userAgent?.slice(0, userAgentLength) };
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unprintable, escaped);
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [clean(name), clean(member)]));
}

function escaped(character: string): string {
  const units = [...Array(character.length).keys()].map((at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
