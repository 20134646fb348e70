import type { OpenApi } from "effect/http-api"

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
const text = (value: string | undefined): string => (value ?? "").replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

const style = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; --line: color-mix(in srgb, currentColor 18%, transparent) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 14px/1.4 ui-monospace, monospace }
article { border-top: 1px solid var(--line); padding: .5rem 0 }
pre { overflow-x: auto; background: var(--line); padding: .75rem }
table { border-collapse: collapse } td, th { text-align: left; padding: .1rem 1rem .1rem 0; vertical-align: top }
h3, td, p { overflow-wrap: anywhere }
@media (max-width: 40rem) { pre { white-space: pre-wrap; overflow-wrap: anywhere } }
b.method { display: inline-block; min-width: 4.5rem }`

type Operation = OpenApi.OpenAPISpecOperation
const methods = ["get", "post", "patch", "put", "delete"] as const

/** A schema as a reader takes it in: names of shared ones, the rest as JSON schema. */
const shape = (schema: unknown): string => `<pre tabindex="0">${text(JSON.stringify(schema, null, 2))}</pre>`

const parameters = (operation: Operation): string => {
  if (operation.parameters.length === 0) return ""
  const rows = operation.parameters.map(
    ({ in: place, name, required }) =>
      `<tr><td><code>${text(name)}</code></td><td>${text(place)}</td><td>${required ? "needed" : "optional"}</td></tr>`
  )
  return `<table>${rows.join("")}</table>`
}

const contents = (content: Record<string, { schema?: unknown }> | undefined): string =>
  Object.entries(content ?? {})
    .map(([type, media]) => `<p><code>${text(type)}</code></p>${shape(media.schema)}`)
    .join("")

const details = (summary: string, body: string): string =>
  body === "" ? "" : `<details><summary>${text(summary)}</summary>${body}</details>`

const operationHtml = (path: string, method: string, operation: Operation): string => `
<article id="${text(operation.operationId)}">
<h3><b class="method">${text(method.toUpperCase())}</b> <code>${text(path)}</code></h3>
<p>${text(operation.summary)}${operation.description === undefined ? "" : `. ${text(operation.description)}`}</p>
${parameters(operation)}
${details("Body", contents(operation.requestBody?.content))}
${Object.entries(operation.responses)
  .map(([status, response]) => details(`${status} ${response.description}`, contents(response.content)))
  .join("")}
</article>`

/** What each problem means; the address `#problem-...` is its `type`. */
const problems: ReadonlyArray<readonly [name: string, status: number, meaning: string]> = [
  ["invalid-request", 400, "The request is not shaped as written here; errors names the fields."],
  ["not-signed-in", 401, "Nobody is signed in, or the webhook's token is wrong."],
  ["not-found", 404, "There is no such thing among what you own."],
  ["conflict", 409, "It can't be done in the present state; detail says what to do first."],
  ["not-passed", 409, "With real money these settings don't come through what rows says; waive accepts it by name."],
  ["too-large", 413, "The body is over the limit."],
  ["cannot-work", 422, "Readable, but it can't work; errors says for each field what would."],
  ["too-many", 429, "Too many in a minute; Retry-After says when to come again."],
  ["unexpected", 500, "A defect of ours; traceId finds it in our logs."],
  ["unavailable", 503, "A part of the system can't be reached just now; repeat it."]
]

/** The API's page for readers, whole in itself: no script, nothing loaded from elsewhere but the site's icon. */
export const docsPage = (spec: OpenApi.OpenAPISpec): string => {
  const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [{ path, method, operation }]
    })
  )
  const sections = spec.tags.map(({ description, name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name))
    return `<section><h2>${text(name)}</h2><p>${text(description)}</p>${own
      .map(({ method, operation, path }) => operationHtml(path, method, operation))
      .join("")}</section>`
  })
  const schemas = Object.entries(spec.components.schemas).map(
    ([name, schema]) => `<article id="schema-${text(name)}"><h3>${text(name)}</h3>${shape(schema)}</article>`
  )
  const refusals = problems.map(
    ([name, status, meaning]) =>
      `<article id="problem-${name}"><h3>${status} <code>${name}</code></h3><p>${text(meaning)}</p></article>`
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="/favicon.svg" type="image/svg+xml">
<title>${text(spec.info.title)} API</title><style>${style}</style></head><body><main>
<h1>${text(spec.info.title)} API</h1><p>${text(spec.info.description)}</p>
<p><a href="/api/v1/openapi.json">openapi.json</a></p>
${sections.join("")}
<section><h2>Problems</h2>${refusals.join("")}</section>
<section><h2>Schemas</h2>${schemas.join("")}</section>
</main></body></html>`
}
