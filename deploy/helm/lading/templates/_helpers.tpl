{{- define "lading.name" -}}
{{- if contains "lading" .Release.Name }}{{ .Release.Name | trunc 53 | trimSuffix "-" }}{{ else }}{{ printf "%s-lading" .Release.Name | trunc 53 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "lading.selector" -}}
app.kubernetes.io/name: lading
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lading.labels" -}}
{{ include "lading.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "lading.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "lading.name" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- /* "true" where PostgreSQL is ours, on the volume. */}}
{{- define "lading.ownDatabase" -}}
{{- if not (or .Values.database.url .Values.database.existingSecret) }}true{{ end }}
{{- end }}

{{- /* "true" where something has to outlive the pod. */}}
{{- define "lading.needsVolume" -}}
{{- if or (include "lading.ownDatabase" .) (eq .Values.storage.type "filesystem") }}true{{ end }}
{{- end }}

{{- /* "true" where more than one pod is meant to run. */}}
{{- define "lading.isReplicated" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) }}true{{ end }}
{{- end }}

{{- /* Combinations that would lose data or never start end here, with a word on what to do. */}}
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
{{- end }}
