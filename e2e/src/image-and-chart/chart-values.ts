/** What a value of the chart may be. */
export type Values = Readonly<Record<string, unknown>>;

/** Values that render to what Kubernetes accepts. */
export interface AcceptedValues {
  readonly values: Values;
  /** The APIs that the cluster has beyond those of Kubernetes. */
  readonly apiVersions?: readonly string[];
  /** The kinds of the objects, sorted. */
  readonly kinds: readonly string[];
  readonly contains: readonly string[];
  readonly lacks?: readonly string[];
}

/** Values that are refused with a message. */
export interface RefusedValues {
  readonly values: Values;
  readonly message: RegExp;
}

const s3 = { type: 's3', s3: { bucket: 'registry', region: 'eu-central-1' } };
const single = { replicaCount: 1 };

/** By title. The mode of access is `open` where nothing else is given. */
export const accepted: Readonly<Record<string, AcceptedValues>> = {
  'one pod with everything on a volume': {
    values: { replicaCount: 1 },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    lacks: ['serviceAccountToken:'],
    contains: [
      'type: Recreate',
      'enableServiceLinks: false',
      'runAsUser: 1000',
      'prometheus.io/port: "5000"',
      'scheme: HTTP\n',
    ],
  },
  'replicas with S3 and a secret of ours': {
    values: { database: { url: 'postgres://lading:secret@postgres:5432/lading' }, storage: s3 },
    kinds: ['Deployment', 'PodDisruptionBudget', 'Secret', 'Service', 'ServiceAccount'],
    contains: ['LADING_STORAGE', 'DATABASE_URL_FILE', 'maxUnavailable: 0', 'topologyKey: kubernetes.io/hostname'],
  },
  'everything switched on': {
    values: {
      image: { repository: 'registry.example.com/lading', digest: `sha256:${'0'.repeat(64)}` },
      imagePullSecrets: [{ name: 'pull' }],
      database: { existingSecret: 'database' },
      storage: { type: 's3', s3: { ...s3.s3, endpoint: 'http://s3:7070', pathStyle: true, existingSecret: 's3' } },
      ingress: { enabled: true, className: 'nginx', tlsSecret: 'registry-tls' },
      autoscaling: { enabled: true },
      trustedProxies: ['10.0.0.0/8'],
      config: { LADING_ALLOW_DELETE: 'false', LADING_BASE_PATH: '/registry' },
      tls: { existingSecret: 'registry-tls' },
      metrics: { port: 9090 },
      extraEnv: [
        { name: 'AWS_CA_BUNDLE', value: '/etc/s3-ca/ca.crt' },
        { name: 'LADING_LOG_LEVEL', valueFrom: { configMapKeyRef: { name: 'log', key: 'level' } } },
      ],
      envFrom: [{ secretRef: { name: 'more', optional: true } }],
      extraVolumes: [{ name: 's3-ca', configMap: { name: 's3-ca' } }],
      extraVolumeMounts: [{ name: 's3-ca', mountPath: '/etc/s3-ca', readOnly: true }],
      service: { type: 'LoadBalancer', annotations: { 'example.com/a': 'b' } },
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/lading' } },
      podLabels: { team: 'platform' },
      nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      topologySpreadConstraints: [
        { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' },
      ],
      priorityClassName: 'high',
    },
    kinds: [
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'PodDisruptionBudget',
      'Service',
      'Service',
      'ServiceAccount',
    ],
    contains: [
      'lading@sha256:',
      'AWS_SECRET_ACCESS_KEY',
      'path: /registry/v2',
      'proxy-body-size: "0"',
      'backend-protocol: HTTPS',
      'secretName: registry-tls',
      'scheme: HTTPS\n',
      'appProtocol: https',
      'containerPort: 9090',
      'name: release-lading-metrics',
      'prometheus.io/port: "9090"',
      'prometheus.io/scheme: http\n',
      'mountPath: /etc/s3-ca',
      'configMapKeyRef',
      'secretRef',
    ],
    lacks: ['scheme: HTTP\n'],
  },
  'OpenShift, with PostgreSQL and blobs on a volume': {
    values: { replicaCount: 1, openshift: true },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    contains: ['runAsNonRoot: true', 'name: user-name', 'mountPath: /etc/passwd'],
    lacks: ['runAsUser', 'runAsGroup', 'fsGroup:'],
  },
  'OpenShift, recognised by the API of the cluster, with a database': {
    values: { database: { existingSecret: 'database' }, storage: s3 },
    apiVersions: ['security.openshift.io/v1'],
    kinds: ['Deployment', 'PodDisruptionBudget', 'Service', 'ServiceAccount'],
    contains: ['runAsNonRoot: true'],
    lacks: ['runAsUser', 'fsGroup:', 'initContainers'],
  },
  'metrics over HTTPS for the Prometheus Operator': {
    values: {
      replicaCount: 1,
      tls: { existingSecret: 'registry-tls' },
      metrics: { serviceMonitor: { enabled: true, labels: { release: 'prometheus' } } },
    },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount', 'ServiceMonitor'],
    contains: ['port: http\n', 'scheme: https\n', 'insecureSkipVerify: true', 'release: prometheus'],
    lacks: ['prometheus.io/'],
  },
  'no metrics, and annotations of its own': {
    values: { replicaCount: 1, metrics: { enabled: false, port: 9090 }, podAnnotations: { 'example.com/a': 'b' } },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    contains: ['LADING_METRICS\n', 'example.com/a: b'],
    lacks: ['prometheus.io/', 'LADING_METRICS_PORT', '9090'],
  },
  'sign-in with secrets, at the URL of the ingress': {
    values: {
      access: {
        mode: 'sign-in',
        existingSecret: 'rules',
        sealingKeySecret: 'seal',
        adminPasswordSecret: 'admin',
        readsClusterKeys: true,
      },
      database: { existingSecret: 'database' },
      storage: s3,
      ingress: { enabled: true, host: 'registry.example.com', tlsSecret: 'registry-tls', signIn: true },
    },
    kinds: ['Deployment', 'Ingress', 'PodDisruptionBudget', 'Service', 'ServiceAccount'],
    contains: [
      'value: /run/secrets/lading-access/access.yaml',
      'value: /run/secrets/lading-sealing-key/sealing-key',
      'value: /run/secrets/lading-admin-password/password',
      'value: "https://registry.example.com"',
      'path: /device\n',
      'path: /.well-known/oauth-authorization-server\n',
      'secretName: rules',
      'mountPath: /run/secrets/lading-cluster',
      'name: kube-root-ca.crt',
      'automountServiceAccountToken: false',
    ],
    lacks: ['name: LADING_ACCESS\n'],
  },
  'background tasks without anybody who may sign in': {
    values: { ...single, role: 'work', access: {} },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    contains: ['name: LADING_ROLE'],
    lacks: ['LADING_ACCESS'],
  },
  'replicas on a volume that all can write': {
    values: {
      database: { existingSecret: 'database' },
      persistence: { accessModes: ['ReadWriteMany'], storageClass: 'nfs' },
    },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'PodDisruptionBudget', 'Service', 'ServiceAccount'],
    contains: ['ReadWriteMany', 'type: RollingUpdate'],
  },
};

/** By title. The mode of access is `open` where nothing else is given. */
export const refused: Readonly<Record<string, RefusedValues>> = {
  'several replicas without a database': {
    values: { storage: s3 },
    message: /need one database: set database\.existingSecret/,
  },
  'several replicas on a volume of one node': {
    values: { database: { existingSecret: 'd' } },
    message: /set storage\.type=s3/,
  },
  'S3 without a bucket': { values: { replicaCount: 1, storage: { type: 's3' } }, message: /needs storage\.s3\.bucket/ },
  'a port under config': {
    values: { ...single, config: { PORT: '8080' } },
    message: /config\.PORT: .+ Use the value service\.port/,
  },
  'a metrics port under config': {
    values: { ...single, config: { LADING_METRICS_PORT: '9090' } },
    message: /config\.LADING_METRICS_PORT: .+ Use the value metrics\.port/,
  },
  'workers under config': { values: { ...single, config: { LADING_WORKERS: '4' } }, message: /Use the value workers/ },
  'a role under config': { values: { ...single, config: { LADING_ROLE: 'work' } }, message: /Use the value role/ },
  'TLS under config': {
    values: { ...single, config: { LADING_TLS_CERT: '/a' } },
    message: /Use the value tls\.existingSecret/,
  },
  'a database URL under config': {
    values: { ...single, config: { DATABASE_URL: 'postgres://a/b' } },
    message: /database\.existingSecret/,
  },
  'an address under extraEnv': {
    values: { ...single, extraEnv: [{ name: 'HOST', value: '::1' }] },
    message: /Use the value host/,
  },
  'one variable in two places': {
    values: {
      ...single,
      config: { LADING_LOG_LEVEL: 'warn' },
      extraEnv: [{ name: 'LADING_LOG_LEVEL', value: 'info' }],
    },
    message: /LADING_LOG_LEVEL is set twice/,
  },
  'credentials beside their secret': {
    values: {
      database: { existingSecret: 'd' },
      storage: { type: 's3', s3: { ...s3.s3, existingSecret: 's3' } },
      extraEnv: [{ name: 'AWS_ACCESS_KEY_ID', value: 'a' }],
    },
    message: /storage\.s3\.existingSecret/,
  },
  "a volume with a name of the chart's": {
    values: { ...single, extraVolumes: [{ name: 'data', emptyDir: {} }] },
    message: /the chart has a volume called data/,
  },
  'one port for two things': { values: { ...single, metrics: { port: 5000 } }, message: /choose another, or 0/ },
  'a monitor of no metrics': {
    values: { ...single, metrics: { enabled: false, serviceMonitor: { enabled: true } } },
    message: /needs metrics\.enabled=true/,
  },
  'no word about who may use it': { values: { ...single, access: {} }, message: /set access\.mode=sign-in, or/ },
  'sign-in without a URL': {
    values: { ...single, access: { mode: 'sign-in' } },
    message: /set publicUrl/,
  },
  'sign-in without a key that lasts': {
    values: {
      database: { existingSecret: 'd' },
      storage: s3,
      access: { mode: 'sign-in' },
      publicUrl: 'https://registry.example.com',
    },
    message: /needs access\.sealingKeySecret/,
  },
  'rules for an open registry': {
    values: { ...single, access: { mode: 'open', existingSecret: 'rules' } },
    message: /need access\.mode=sign-in/,
  },
  'the keys of a cluster for an open registry': {
    values: { ...single, access: { mode: 'open', readsClusterKeys: true } },
    message: /need access\.mode=sign-in/,
  },
  'an unknown value': { values: { replicas: 3 }, message: /replicas/ },
  'a value of the wrong kind': { values: { replicaCount: 'two' }, message: /replicaCount/ },
};
