import { group, unproven, unreleased } from './requirement.js';

export const apiRequirements = [
  group('Categories', [
    ['CAT-01', 'MUST', 'All of the pull API is there.'],
    ['CAT-02', 'SHOULD', 'Push, content discovery and content management are there too.'],
    ['CAT-03', 'MUST', 'A category that is claimed is whole.'],
    [
      'CAT-04',
      'MAY',
      'The project publishes its own conformance results.',
      unproven('It is a step of a release, not of the software.'),
    ],
  ]),
  group('Version check and HTTP', [
    ['VER-01', 'FACT', '`GET /v2/` is 200 where the API is served, and 401 where it first needs credentials.'],
    [
      'VER-02',
      'MAY',
      '`GET /v2/` serves to learn how to authenticate.',
      unproven('The cases prove it where a run has credentials.'),
    ],
    ['HTTP-01', 'SHOULD', 'Where the specification says nothing, HTTP itself (RFC 9110) is followed.', unreleased],
    ['HTTP-02', 'MAY', 'Any request may be answered by a redirect.', unreleased],
    [
      'HTTP-05',
      'FACT',
      'Statuses are those that a client sees after redirects.',
      {
        ...unreleased,
        ...unproven('It tells how to read the other requirements: the client of the cases follows redirects.'),
      },
    ],
    [
      'HTTP-06',
      'SHOULD',
      'A 429 says in `Retry-After` how long to wait.',
      {
        ...unreleased,
        ...unproven('Lading leaves rate limits to the proxy before it; the case runs where a registry claims one.'),
      },
    ],
  ]),
  group('Names, tags and digests', [
    ['REF-01', 'MUST', 'Repository names follow the grammar from their first character to their last.'],
    ['REF-02', 'SHOULD', 'Host and repository name together stay within 255 characters, as clients demand.'],
    ['REF-03', 'MUST', 'A manifest is named by a tag or by a digest, and by nothing else.'],
    ['REF-04', 'MUST', 'Tags have at most 128 characters, begin with none of period and hyphen, and have case.'],
    ['REF-05', 'SUITE', 'A read by what is no tag is 404.'],
    ['REF-06', 'SUITE', 'A read by a malformed digest is 400 or 404, and a push by one is 400.'],
    ['DIG-01', 'MUST', 'Digests follow the grammar `algorithm:encoded`.'],
    ['DIG-02', 'MUST', 'A sha256 digest has 64 lower-case hexadecimal digits, and content is verified against it.'],
    ['DIG-03', 'MAY', 'Content is stored under sha512 digests of 128 hexadecimal digits.'],
    [
      'DIG-04',
      'MAY',
      'Content is stored under blake3 digests.',
      { ...unreleased, ...unproven('Optional and in no release; Node.js has no blake3.') },
    ],
    ['DIG-05', 'SHOULD', 'Digests of other algorithms are well formed where content is only referred to.'],
    [
      'DIG-06',
      'SHOULD',
      'sha256 is the default, and the size is checked before the digest.',
      unproven('Which check comes first can only be seen by what it costs.'),
    ],
    ['DIG-07', 'SHOULD', 'A push under a bad digest, or one of an unknown algorithm, is 400.', unreleased],
  ]),
  group('Errors and warnings', [
    ['ERR-01', 'MAY', 'A refusal has a body of any form.'],
    ['ERR-02', 'MUST', 'A JSON body of a refusal has a list `errors` with at least one entry.'],
    ['ERR-03', 'MUST', 'The `code` of an entry is one of the table.'],
    ['ERR-04', 'SHOULD', 'An entry has a message for people.'],
    ['ERR-05', 'MAY', 'An entry has a detail, of any JSON.'],
    ['WRN-01', 'MAY', 'Any answer may carry warnings.'],
    ['WRN-02', 'MUST', 'A warning has the code 299, the agent `-` and no date.'],
    ['WRN-03', 'MUST NOT', 'Warnings of one answer exceed 4,096 bytes.'],
  ]),
  group('Proxying', [
    [
      'PRX-01',
      'MAY',
      'The registry is a proxy of others.',
      { ...unreleased, ...unproven('Lading does not proxy yet.') },
    ],
    [
      'PRX-02',
      'FACT',
      'A proxy answers for its own host, not for that in the name of an image.',
      { ...unreleased, ...unproven('Lading does not proxy yet.') },
    ],
    ['PRX-05', 'MAY', 'The parameter `ns` chooses the upstream, or is ignored.', unreleased],
    [
      'PRX-06',
      'SHOULD',
      'A registry that used `ns` says so in `OCI-Namespace`.',
      { ...unreleased, ...unproven('Lading ignores ns, since it does not proxy yet.') },
    ],
  ]),
  group('Extensions', [
    ['EXT-01', 'MUST', 'Extensions have unique names and live under a segment that begins with an underscore.'],
    ['EXT-02', 'MUST', 'No repository name can be taken for an extension.'],
    ['EXT-03', 'FACT', '`_oci` and `_catalog` are reserved.'],
    ['EXT-04', 'MAY', 'Extensions can be discovered.'],
    ['EXT-05', 'MAY', 'An unknown extension has an error code of its own.'],
    ['EXT-06', 'SHOULD', 'Lists of extensions come in pages as tags do.'],
  ]),
];
