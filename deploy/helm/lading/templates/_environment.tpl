{{- /* The variables of the container. They override envFrom. */}}
{{- define "lading.environment" -}}
- name: HOST
  value: {{ .Values.host | quote }}
- name: PORT
  value: '5000'
{{- if .Values.access.existingSecret }}
- name: LADING_ACCESS_FILE
  value: /run/secrets/lading-access/access.yaml
{{- else if .Values.access.mode }}
- name: LADING_ACCESS
  value: {{ .Values.access.mode }}
{{- end }}
{{- if include "lading.signIn" . }}
{{- with include "lading.publicUrl" . }}
- name: LADING_PUBLIC_URL
  value: {{ . | quote }}
{{- end }}
{{- else if .Values.publicUrl }}
- name: LADING_PUBLIC_URL
  value: {{ .Values.publicUrl | quote }}
{{- end }}
{{- if .Values.access.sealingKeySecret }}
- name: LADING_SEALING_KEY_FILE
  value: /run/secrets/lading-sealing-key/sealing-key
{{- end }}
{{- if .Values.access.adminPasswordSecret }}
- name: LADING_ADMIN_PASSWORD_FILE
  value: /run/secrets/lading-admin-password/password
{{- end }}
- name: LADING_ROLE
  value: {{ .Values.role | quote }}
- name: LADING_WORKERS
  value: {{ .Values.workers | quote }}
- name: LADING_STOP_DELAY
  value: {{ .Values.stop.delaySeconds | quote }}
- name: LADING_STOP_TIMEOUT
  value: {{ .Values.stop.timeoutSeconds | quote }}
- name: LADING_DATABASE_POOL_SIZE
  value: {{ .Values.database.poolSize | quote }}
{{- if not (include "lading.ownDatabase" .) }}
- name: DATABASE_URL_FILE
  value: /run/secrets/lading/database-url
{{- end }}
{{- if .Values.tls.existingSecret }}
- name: LADING_TLS_CERT
  value: /run/secrets/lading-tls/tls.crt
- name: LADING_TLS_KEY
  value: /run/secrets/lading-tls/tls.key
{{- end }}
{{- if not .Values.metrics.enabled }}
- name: LADING_METRICS
  value: 'false'
{{- else if .Values.metrics.port }}
- name: LADING_METRICS_PORT
  value: {{ .Values.metrics.port | quote }}
{{- end }}
{{- with .Values.trustedProxies }}
- name: LADING_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- if eq .Values.storage.type "s3" }}
- name: LADING_STORAGE
  value: s3
{{- range $variable, $value := dict "BUCKET" .Values.storage.s3.bucket "PREFIX" .Values.storage.s3.prefix "REGION" .Values.storage.s3.region "ENDPOINT" .Values.storage.s3.endpoint "PUBLIC_ENDPOINT" .Values.storage.s3.publicEndpoint }}
{{- if $value }}
- name: LADING_S3_{{ $variable }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- if .Values.storage.s3.pathStyle }}
- name: LADING_S3_PATH_STYLE
  value: 'true'
{{- end }}
{{- if .Values.storage.s3.existingSecret }}
- name: AWS_SHARED_CREDENTIALS_FILE
  value: /dev/null
{{- range list "AWS_ACCESS_KEY_ID" "AWS_SECRET_ACCESS_KEY" }}
- name: {{ . }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.storage.s3.existingSecret }}
      key: {{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- range $variable, $value := .Values.config }}
- name: {{ $variable }}
  value: {{ $value | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
