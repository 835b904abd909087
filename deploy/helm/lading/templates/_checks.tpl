{{- /* Refuses combinations of values that would lose data or never start. The messages say what to do. */}}
{{- define "lading.check" -}}
{{- if and (include "lading.ownDatabase" .) (include "lading.isReplicated" .) }}
{{- fail "Several replicas need one database: set database.existingSecret or database.url, or replicaCount=1 and autoscaling.enabled=false." }}
{{- end }}
{{- if and (eq .Values.storage.type "filesystem") (include "lading.isReplicated" .) (not .Values.persistence.existingClaim) (not (has "ReadWriteMany" .Values.persistence.accessModes)) }}
{{- fail "Several replicas with blobs in files need a volume that all can write: set storage.type=s3, or persistence.accessModes={ReadWriteMany}." }}
{{- end }}
{{- if and (eq .Values.storage.type "s3") (not .Values.storage.s3.bucket) }}
{{- fail "storage.type=s3 needs storage.s3.bucket." }}
{{- end }}
{{- if and .Values.metrics.serviceMonitor.enabled (not .Values.metrics.enabled) }}
{{- fail "metrics.serviceMonitor.enabled needs metrics.enabled=true." }}
{{- end }}
{{- if eq (int .Values.metrics.port) 5000 }}
{{- fail "metrics.port=5000 is the port of the registry: choose another, or 0 to serve /metrics there." }}
{{- end }}
{{- include "lading.checkAccess" . }}
{{- include "lading.checkVariables" . }}
{{- include "lading.checkVolumes" . }}
{{- end }}

{{- define "lading.checkAccess" -}}
{{- if ne .Values.role "work" }}
{{- if not .Values.access.mode }}
{{- fail "Say who may use the registry: set access.mode=sign-in, or access.mode=open to let everybody who can reach it push, pull and delete." }}
{{- end }}
{{- if and (include "lading.signIn" .) (not (include "lading.publicUrl" .)) }}
{{- fail "access.mode=sign-in needs the URL of the registry for clients: set publicUrl, such as https://registry.example.com." }}
{{- end }}
{{- end }}
{{- if and (not (include "lading.signIn" .)) (or .Values.access.existingSecret .Values.access.adminPasswordSecret .Values.access.readsClusterKeys) }}
{{- fail "access.existingSecret, access.adminPasswordSecret and access.readsClusterKeys need access.mode=sign-in." }}
{{- end }}
{{- if and (include "lading.signIn" .) (not .Values.access.sealingKeySecret) (not (include "lading.needsVolume" .)) }}
{{- fail "access.mode=sign-in without a volume needs access.sealingKeySecret: all pods, and all later ones, need the same key." }}
{{- end }}
{{- end }}

{{- /* Variables that the chart sets itself, and the values to use instead. */}}
{{- define "lading.managedVariables" -}}
HOST: host
PORT: service.port
LADING_ACCESS: access.mode
LADING_ACCESS_FILE: access.existingSecret
LADING_SEALING_KEY: access.sealingKeySecret
LADING_SEALING_KEY_FILE: access.sealingKeySecret
LADING_ADMIN_PASSWORD_FILE: access.adminPasswordSecret
LADING_PUBLIC_URL: publicUrl
DATABASE_URL: database.existingSecret or database.url
DATABASE_URL_FILE: database.existingSecret
LADING_DATABASE_POOL_SIZE: database.poolSize
LADING_DATA_DIR: persistence
LADING_ROLE: role
LADING_WORKERS: workers
LADING_STOP_DELAY: stop.delaySeconds
LADING_STOP_TIMEOUT: stop.timeoutSeconds
LADING_TRUSTED_PROXIES: trustedProxies
LADING_TLS_CERT: tls.existingSecret
LADING_TLS_KEY: tls.existingSecret
LADING_METRICS: metrics.enabled
LADING_METRICS_PORT: metrics.port
LADING_STORAGE: storage.type
LADING_S3_BUCKET: storage.s3.bucket
LADING_S3_PREFIX: storage.s3.prefix
LADING_S3_REGION: storage.s3.region
LADING_S3_ENDPOINT: storage.s3.endpoint
LADING_S3_PUBLIC_ENDPOINT: storage.s3.publicEndpoint
LADING_S3_PATH_STYLE: storage.s3.pathStyle
{{- if .Values.storage.s3.existingSecret }}
AWS_SHARED_CREDENTIALS_FILE: storage.s3.existingSecret
AWS_ACCESS_KEY_ID: storage.s3.existingSecret
AWS_SECRET_ACCESS_KEY: storage.s3.existingSecret
{{- end }}
{{- end }}

{{- /* Refuses variables that the chart sets itself: they would break its probes, Services or storage settings. */}}
{{- define "lading.checkVariables" -}}
{{- $managed := fromYaml (include "lading.managedVariables" .) }}
{{- range $name, $_ := .Values.config }}
{{- with index $managed $name }}
{{- fail (printf "config.%s: the chart sets this variable. Use the value %s." $name .) }}
{{- end }}
{{- end }}
{{- $seen := dict }}
{{- range .Values.extraEnv }}
{{- $name := .name }}
{{- with index $managed $name }}
{{- fail (printf "extraEnv: the chart sets the variable %s. Use the value %s." $name .) }}
{{- end }}
{{- if or (hasKey $.Values.config $name) (hasKey $seen $name) }}
{{- fail (printf "extraEnv: the variable %s is set twice. Set it once, here or under config." $name) }}
{{- end }}
{{- $_ := set $seen $name true }}
{{- end }}
{{- end }}

{{- define "lading.checkVolumes" -}}
{{- range .Values.extraVolumes }}
{{- if has .name (list "data" "temporary" "database-url" "access" "sealing-key" "admin-password" "cluster" "tls" "passwd") }}
{{- fail (printf "extraVolumes: the chart has a volume called %s. Choose another name." .name) }}
{{- end }}
{{- end }}
{{- end }}
