# One image for the API, the worker and the migrations: `serve`, `worker`, `migrate`.

FROM node:24-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY web/ ./
RUN npm run build

FROM python:3.13-slim AS packages
COPY requirements.lock /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.lock

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libzbar0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home scanpost \
    && install --directory --owner=scanpost --group=scanpost /data
COPY --from=packages /venv /venv
WORKDIR /srv/scanpost
COPY alembic.ini ./
COPY alembic/ alembic/
COPY app/ app/
COPY --from=web /web/dist web/dist
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SCANPOST_DATA_DIR=/data \
    SCANPOST_HOST=0.0.0.0 \
    SCANPOST_PORT=8000 \
    SCANPOST_LOG_JSON=true
USER scanpost
VOLUME /data
EXPOSE 8000
# For `serve`; compose.yaml has the worker's own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
