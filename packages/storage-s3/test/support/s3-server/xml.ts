import type { S3Error } from './s3-error.js';

export type XmlValue = string | number | boolean | Date | undefined | XmlElements | readonly XmlElements[];
export interface XmlElements {
  readonly [name: string]: XmlValue;
}

export function xmlOf(elements: XmlElements): string {
  return Object.entries(elements)
    .flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => element(name, one)) : element(name, value)))
    .join('');
}

export function errorXml({ code, message }: S3Error): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlOf({ Error: { Code: code, Message: message } })}`;
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  const isElements = typeof value === 'object' && !(value instanceof Date);
  const content = isElements
    ? xmlOf(value as XmlElements)
    : escaped(value instanceof Date ? value.toISOString() : value);
  return `<${name}>${content}</${name}>`;
}

function escaped(value: unknown): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** The text of each element with this name. Elements of the same name must not be nested. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, text = '']) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
  );
}
