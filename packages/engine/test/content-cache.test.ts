import { type Digest, digestOf } from '@lading/core';
import { ContentCache } from '../src/content/content-cache.js';

describe('ContentCache', () => {
  const bytes = (length: number) => new Uint8Array(length);
  const [one, other, third] = ['one', 'other', 'third'].map((text) => digestOf(Buffer.from(text))) as [
    Digest,
    Digest,
    Digest,
  ];

  it('drops the least recently used content when it is full', () => {
    const cache = new ContentCache(10);
    cache.set('blob', one, bytes(4));
    cache.set('blob', other, bytes(4));
    cache.get('blob', one);
    cache.set('manifest', third, bytes(4));
    expect(cache.get('blob', other)).toBeUndefined();
    expect(cache.get('blob', one)).toHaveLength(4);
    expect(cache.get('manifest', third)).toHaveLength(4);
  });

  it('keeps blobs and manifests of one digest apart', () => {
    const cache = new ContentCache(10);
    cache.set('blob', one, bytes(4));
    expect(cache.get('manifest', one)).toBeUndefined();
    cache.set('manifest', one, bytes(5));
    expect(cache.get('blob', one)).toHaveLength(4);
    expect(cache.get('manifest', one)).toHaveLength(5);
  });

  it('keeps nothing that is larger than all of it', () => {
    const cache = new ContentCache(0);
    cache.set('blob', one, bytes(1));
    expect(cache.get('blob', one)).toBeUndefined();
  });
});
