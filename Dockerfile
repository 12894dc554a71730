# docker build --tag iaxlint . && docker run --rm --volume "$PWD:/work:ro" iaxlint check
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY man man
COPY iaxlint iaxlint
RUN python -m venv /opt/iaxlint \
    && /opt/iaxlint/bin/pip install --no-cache-dir --disable-pip-version-check . \
    && /opt/iaxlint/bin/python -m compileall -q /opt/iaxlint/lib

FROM python:3.13-slim
COPY --from=build /opt/iaxlint /opt/iaxlint
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/opt/iaxlint/bin/iaxlint"]
CMD ["check"]
