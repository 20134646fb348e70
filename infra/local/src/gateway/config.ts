import { readFileSync } from "node:fs"
import { Schema } from "effect"

const Path = Schema.String.check(
  Schema.makeFilter((value: string) =>
    value.startsWith("/") && value.split("*").length <= 2 && !/\s/.test(value)
      ? undefined
      : "must begin with / and hold at most one *"
  )
)
const Method = Schema.Literals(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "CONNECT", "OPTIONS", "TRACE"])
const Headers = Schema.Record(Schema.String, Schema.String)
const RedirectStatus = Schema.Literals([301, 302, 303, 307, 308])

const RouteRule = Schema.Struct({
  route: Path,
  methods: Schema.optionalKey(Schema.Array(Method)),
  allowedRoles: Schema.optionalKey(Schema.Array(Schema.NonEmptyString)),
  headers: Schema.optionalKey(Headers),
  redirect: Schema.optionalKey(Schema.NonEmptyString),
  rewrite: Schema.optionalKey(Schema.NonEmptyString),
  statusCode: Schema.optionalKey(Schema.Int)
}).check(
  Schema.makeFilter((rule) => {
    if (rule.redirect !== undefined && rule.rewrite !== undefined) return "has both redirect and rewrite: keep one"
    if (rule.redirect !== undefined && rule.statusCode !== undefined && !Schema.is(RedirectStatus)(rule.statusCode)) {
      return "redirects with a status that is not 301, 302, 303, 307 or 308"
    }
    return undefined
  })
)
export type RouteRule = typeof RouteRule.Type

const Override = Schema.Struct({
  redirect: Schema.optionalKey(Schema.NonEmptyString),
  rewrite: Schema.optionalKey(Schema.NonEmptyString),
  statusCode: Schema.optionalKey(Schema.Int)
})

/** `staticwebapp.config.json`, as far as this product uses it; anything else in it is refused. */
export const SiteConfig = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  routes: Schema.optionalKey(Schema.Array(RouteRule)),
  navigationFallback: Schema.optionalKey(
    Schema.Struct({ rewrite: Path, exclude: Schema.optionalKey(Schema.Array(Path)) })
  ),
  responseOverrides: Schema.optionalKey(
    Schema.Struct({
      "400": Schema.optionalKey(Override),
      "401": Schema.optionalKey(Override),
      "403": Schema.optionalKey(Override),
      "404": Schema.optionalKey(Override)
    })
  ),
  globalHeaders: Schema.optionalKey(Headers),
  mimeTypes: Schema.optionalKey(
    Schema.Record(Schema.String.check(Schema.isPattern(/^\.\w+$/, { message: "write .ext" })), Schema.String)
  ),
  trailingSlash: Schema.optionalKey(Schema.Literal("auto")),
  platform: Schema.optionalKey(Schema.Struct({ apiRuntime: Schema.optionalKey(Schema.String) }))
})
export type SiteConfig = typeof SiteConfig.Type

/** The site's rules can't be used as they are written. */
export class InvalidSiteConfig extends Schema.TaggedError<InvalidSiteConfig>()("InvalidSiteConfig", {
  path: Schema.String,
  message: Schema.String
}) {}

const decode = Schema.decodeUnknownSync(SiteConfig, { onExcessProperty: "error", errors: "all" })

/** Checks the text of a `staticwebapp.config.json`. Throws `InvalidSiteConfig`, naming what is wrong and where. */
export const siteConfigOf = (text: string, path: string): SiteConfig => {
  const fail = (why: string) => new InvalidSiteConfig({ path, message: `${path} can't be used: ${why}` })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw fail(`it is not JSON (${cause instanceof Error ? cause.message : String(cause)})`)
  }
  let config: SiteConfig
  try {
    config = decode(json)
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause))
  }
  const seen = new Set<string>()
  for (const rule of config.routes ?? []) {
    const key = `${rule.route} ${rule.methods?.toSorted().join() ?? "*"}`
    if (seen.has(key)) throw fail(`the route ${rule.route} is written twice, and only the first would be used`)
    seen.add(key)
  }
  return config
}

/** Reads and checks `staticwebapp.config.json`. */
export const readSiteConfig = (path: string): SiteConfig => {
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch {
    throw new InvalidSiteConfig({ path, message: `${path} can't be read: restore it` })
  }
  return siteConfigOf(text, path)
}
