import { digestOf, mediaTypes, parseManifest, referrerEntry, referrerEntryOf } from '../../src/index.js';

const subject = { mediaType: mediaTypes.imageManifest, digest: digestOf(Buffer.from('subject')), size: 7 };

function pushed(fields: string) {
  const bytes = Buffer.from(`{"schemaVersion":2,"manifests":[]${fields}}`);
  return { ...parseManifest(bytes, mediaTypes.imageIndex), digest: digestOf(bytes), bytes };
}

describe('referrerEntryOf', () => {
  const withSubject = `,"subject":${JSON.stringify(subject)}`;

  it.each([
    ['', ''],
    [',"annotations":null', ''],
    [',"annotations":{ }', ',"annotations":{}'],
    [
      ',"artifactType":"a/b","annotations":{"b": null,\n"a":"\\u00e9"}',
      ',"artifactType":"a/b","annotations":{"b":"","a":"\\u00e9"}',
    ],
  ])('describes an index with the fields %j', (fields, described) => {
    const manifest = pushed(withSubject + fields);
    const { mediaType, digest, bytes } = manifest;
    const json = `${JSON.stringify({ mediaType, digest, size: bytes.byteLength }).slice(0, -1)}${described}}`;
    expect(referrerEntryOf(manifest)).toEqual({ digest, json });
  });

  it('makes the text of annotations that came as an object', () => {
    const { annotationsJson, ...manifest } = pushed(`${withSubject},"annotations":{"a":"b"}`);
    expect(annotationsJson).toBe('{"a":"b"}');
    expect(referrerEntryOf(manifest)).toEqual(referrerEntryOf({ ...manifest, annotationsJson: '{"a":"b"}' }));
  });
});

describe('referrerEntry', () => {
  it('omits absent fields', () => {
    const { mediaType, digest, size } = subject;
    expect(referrerEntry(subject)).toEqual({ digest, json: JSON.stringify({ mediaType, digest, size }) });
  });
});
