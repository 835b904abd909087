# The Lading registry as an image: `docker build --tag lading .`
#
# Pinned: the base by its digest, pnpm by package.json, every package by the lockfile.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

FROM ${NODE_IMAGE} AS build
WORKDIR /lading
COPY . .
# A company's npm registry and its credentials: `--secret id=npmrc,src=$HOME/.npmrc`. They leave no trace in the image.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm install --global "$(node --print 'require("./package.json").packageManager')" \
 && pnpm install --frozen-lockfile --filter-prod '@lading/registry...' \
 && pnpm --filter-prod '@lading/registry...' run build \
 && pnpm --filter @lading/registry --config.inject-workspace-packages=true deploy --prod /app \
 && find /app -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete \
 && cp LICENSE /app/ \
 && chmod 755 /app/program/main.js

FROM ${NODE_IMAGE}
# The embedded PostgreSQL refuses to run as root. User 1000 is `node` of the base image, with an entry in /etc/passwd, which
# PostgreSQL needs. A user that OpenShift or `--user` chooses is in group 0.
RUN install --directory --owner=1000 --group=0 --mode=770 /var/lib/lading \
 && ln --symbolic /app/program/main.js /usr/local/bin/lading-registry
COPY --from=build /app /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=5000 \
    LADING_DATA_DIR=/var/lib/lading \
    LADING_LOG_FORMAT=json
USER 1000:1000
WORKDIR /var/lib/lading
VOLUME /var/lib/lading
EXPOSE 5000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["lading-registry", "health"]
# No shell and no init in between: the registry gets SIGTERM itself, and ends every process that it starts.
ENTRYPOINT ["lading-registry"]

LABEL org.opencontainers.image.title="Lading" \
      org.opencontainers.image.description="An OCI Distribution registry" \
      org.opencontainers.image.licenses="Apache-2.0"
