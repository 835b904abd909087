import { group, unproven } from './requirement.js';

const withCredentials = unproven('The cases prove it where a run has credentials.');

export const practiceRequirements = [
  group('Authentication, from the documents of Docker', [
    [
      'AUTH-01',
      'FACT',
      'A request without credentials that needs them is 401 with a challenge and `UNAUTHORIZED`.',
      withCredentials,
    ],
    ['AUTH-02', 'FACT', 'The version check gives that challenge, without a scope.', withCredentials],
    ['AUTH-03', 'FACT', 'All parameters of a challenge are quoted, one challenge to a line.', withCredentials],
    [
      'AUTH-06',
      'FACT',
      'The token server reads several scopes in one parameter, and none at all.',
      unproven('Lading has no token server yet.'),
    ],
    [
      'AUTH-07',
      'FACT',
      'It answers with a token, twice named, and how long it holds.',
      unproven('Lading has no token server yet.'),
    ],
    [
      'AUTH-09',
      'FACT',
      'It answers wrong credentials with 401, and missing rights with a token without them.',
      unproven('Lading has no token server yet.'),
    ],
    ['AUTH-11', 'FACT', 'It answers the OAuth 2 form as well.', unproven('Lading has no token server yet.')],
    [
      'AUTH-12',
      'FACT',
      'A scope is `type:name:actions`, where the name may have a colon.',
      unproven('Lading has no token server yet.'),
    ],
    [
      'AUTH-13',
      'FACT',
      'Reads need pull, pushes need push, deletions need delete, and a mount needs pull of its source.',
      withCredentials,
    ],
    [
      'AUTH-14',
      'FACT',
      'The issuer, audience, time, signature and access of a token are checked.',
      unproven('Lading takes no tokens yet.'),
    ],
    [
      'AUTH-16',
      'FACT',
      'Uploads go on at the same host, where the same credentials hold.',
      unproven('Their Location is a path, which LEG-08 proves.'),
    ],
  ]),
  group('What Docker registries did before there was an OCI', [
    ['LEG-01', 'FACT', 'Every answer names the version of the Docker API.'],
    ['LEG-02', 'FACT', '`GET /v2/_catalog` lists repositories in order and in pages.'],
    ['LEG-03', 'FACT', 'Answers about an upload name its session.'],
    ['LEG-04', 'FACT', "Manifests of Docker's types are kept as they are."],
    ['LEG-05', 'FACT', 'Manifests of schema 1 are refused, and nothing is ever converted.'],
    [
      'LEG-06',
      'FACT',
      'The page on content negotiation in the specification is no rule.',
      unproven('It asks for nothing.'),
    ],
    ['LEG-07', 'FACT', 'Manifests and blobs have an `ETag`, and conditions on it hold.'],
    ['LEG-08', 'FACT', 'A `Location` is right behind a proxy.'],
    ['LEG-10', 'FACT', 'The last word of a route decides, so that repositories may be called as routes are.'],
    ['LEG-11', 'FACT', '`/v2` and uploads are served without their final slash too.'],
  ]),
  group('What clients need most', [
    ['CLI-01', 'MUST', 'GET and HEAD of a manifest have its length, its plain type, its digest and an ETag.'],
    ['CLI-02', 'MUST', 'HEAD of a blob has its length, its type, its digest and that parts can be read.'],
    ['CLI-03', 'MUST', 'Each step of a push has exactly the status and the fields that clients check.'],
    ['CLI-04', 'MUST', 'Locations and Links are paths of plain characters, and stay good when clients rebuild them.'],
    ['CLI-05', 'MUST', 'A push is answered soon after its last byte, and its repetition is no error.'],
    ['CLI-06', 'MUST', 'The version check challenges whenever anything needs credentials.', withCredentials],
    [
      'CLI-07',
      'MUST',
      'The token endpoint reads every form in which clients ask.',
      unproven('Lading has no token server yet.'),
    ],
    ['CLI-08', 'MUST', 'Nothing is compressed, no body is parsed on the way, and long fields are taken.'],
    ['CLI-09', 'MUST', 'Many ranges are answered with as many parts, in order, or with 400.'],
    ['CLI-10', 'MUST', 'An index may list blobs.'],
  ]),
];
