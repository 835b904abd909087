import { randomUUID } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

/** The claims of a job of GitHub Actions. Repositories made after 2026-07-15 have ids in their `sub`. */
export function githubClaims(more: object = {}, { hasIdsInSubject = false } = {}): Claims {
  const claims = {
    repository: 'octo-org/app',
    repository_id: '74',
    repository_owner: 'octo-org',
    repository_owner_id: '65',
    ref: 'refs/heads/main',
    ref_type: 'branch',
    event_name: 'push',
    job_workflow_ref: 'octo-org/app/.github/workflows/release.yml@refs/heads/main',
    ...more,
  };
  const [owner, name] = claims.repository.split('/');
  const where = hasIdsInSubject
    ? `${owner}@${claims.repository_owner_id}/${name}@${claims.repository_id}`
    : claims.repository;
  const what = claims.event_name === 'pull_request' ? 'pull_request' : `ref:${claims.ref}`;
  return { sub: `repo:${where}:${what}`, jti: randomUUID(), ...claims };
}

/** The claims of a job of GitLab CI, which has booleans as text. */
export function gitlabClaims(more: object = {}): Claims {
  return {
    sub: 'project_path:group/app:ref_type:branch:ref:main',
    jti: randomUUID(),
    project_id: '42',
    project_path: 'group/app',
    namespace_id: '7',
    namespace_path: 'group',
    ref: 'main',
    ref_type: 'branch',
    ref_protected: 'true',
    ...more,
  };
}

/** The claims of a service account of Kubernetes. Kubernetes writes the audience as a list. */
export function kubernetesClaims(more: object = {}): Claims {
  return {
    sub: 'system:serviceaccount:builds:builder',
    jti: randomUUID(),
    'kubernetes.io': {
      namespace: 'builds',
      serviceaccount: { name: 'builder', uid: '8a7d0e5c-6f0b-4a5e-9d51-d1a0e7a3b1f2' },
    },
    ...more,
  };
}
