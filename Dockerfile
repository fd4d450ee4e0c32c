# No build step: Node runs the TypeScript as it lies. Everything that development needs stays in the first stage.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Source maps, type declarations and manuals are 100 MB that nothing reads at run time.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' -o -name '*.md' \) -delete

FROM node:24-slim
ENV NODE_ENV=production \
    GENESIS_ENV=production \
    GENESIS_DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=3000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY supabase ./supabase
COPY docs/handbook ./docs/handbook
COPY src ./src
# The data folder is only written with the embedded database; everything else is read.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The preflight first: a container that cannot serve says why and ends, instead of failing its probes in silence.
CMD ["sh", "-c", "node src/bot/genesis.mjs doctor && exec node src/bot/genesis.mjs start"]
