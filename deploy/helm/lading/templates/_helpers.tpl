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

{{- /* "true" if the registry uses its embedded PostgreSQL on the volume. */}}
{{- define "lading.ownDatabase" -}}
{{- if not (or .Values.database.url .Values.database.existingSecret) }}true{{ end }}
{{- end }}

{{- /* "true" if the pod needs a persistent volume. */}}
{{- define "lading.needsVolume" -}}
{{- if or (include "lading.ownDatabase" .) (eq .Values.storage.type "filesystem") }}true{{ end }}
{{- end }}

{{- /* "true" if more than one pod may run. */}}
{{- define "lading.isReplicated" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) }}true{{ end }}
{{- end }}

{{- /* "true" if only those whom rules allow may use the registry. */}}
{{- define "lading.signIn" -}}
{{- if eq .Values.access.mode "sign-in" }}true{{ end }}
{{- end }}

{{- /* The URL of the registry for clients: publicUrl, or that of the ingress. */}}
{{- define "lading.publicUrl" -}}
{{- if .Values.publicUrl }}{{ .Values.publicUrl }}{{ else if .Values.ingress.enabled }}{{ if .Values.ingress.tlsSecret }}https{{ else }}http{{ end }}://{{ .Values.ingress.host }}{{ get .Values.config "LADING_BASE_PATH" }}{{ end }}
{{- end }}

{{- define "lading.image" -}}
{{- with .Values.image }}{{ if .digest }}{{ printf "%s@%s" .repository .digest }}{{ else }}{{ printf "%s:%s" .repository (default $.Chart.AppVersion .tag) }}{{ end }}{{ end }}
{{- end }}

{{- /* "true" if the cluster chooses the user of a pod, as OpenShift does. */}}
{{- define "lading.isOpenShift" -}}
{{- if or (eq (toString .Values.openshift) "true") (and (eq (toString .Values.openshift) "auto") (.Capabilities.APIVersions.Has "security.openshift.io/v1")) }}true{{ end }}
{{- end }}

{{- /* "true" if the user of the pod may have no name, which the first start of PostgreSQL needs. */}}
{{- define "lading.needsUserName" -}}
{{- if and (include "lading.ownDatabase" .) (include "lading.isOpenShift" .) }}true{{ end }}
{{- end }}

{{- define "lading.scheme" -}}
{{- if .Values.tls.existingSecret }}https{{ else }}http{{ end }}
{{- end }}

{{- /* The container port that answers /metrics, and its scheme. A separate port speaks plain HTTP. */}}
{{- define "lading.metricsPort" -}}
{{- if .Values.metrics.port }}metrics{{ else }}http{{ end }}
{{- end }}
{{- define "lading.metricsScheme" -}}
{{- if .Values.metrics.port }}http{{ else }}{{ include "lading.scheme" . }}{{ end }}
{{- end }}

{{- /* Annotations of the pod. podAnnotations override the others. */}}
{{- define "lading.podAnnotations" -}}
{{- $annotations := dict }}
{{- if and .Values.metrics.enabled .Values.metrics.annotations (not .Values.metrics.serviceMonitor.enabled) }}
{{- $annotations = dict "prometheus.io/scrape" "true" "prometheus.io/path" "/metrics" "prometheus.io/port" (toString (default 5000 .Values.metrics.port)) "prometheus.io/scheme" (include "lading.metricsScheme" .) }}
{{- end }}
{{- /* A new password in our own Secret restarts the pods. */}}
{{- $_ := set $annotations "checksum/secret" (.Values.database.url | sha256sum) }}
{{- toYaml (merge (deepCopy .Values.podAnnotations) $annotations) }}
{{- end }}
