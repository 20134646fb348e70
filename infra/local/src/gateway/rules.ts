import type { RouteRule, SiteConfig } from "./config.ts"

/** A request as the rules see it. */
export interface Asked {
  readonly method: string
  /** A `RequestTarget`'s. */
  readonly path: string
  /** Path and query, for `.referrer`. */
  readonly url: string
  /** Roles of the signed-in caller; empty when nobody is. */
  readonly roles: ReadonlyArray<string>
}

/** What the rules of `staticwebapp.config.json` say about a request, before any file is looked for. */
export type Verdict =
  | { readonly kind: "REDIRECT"; readonly status: number; readonly location: string }
  /** An error page: `rewrite` is the site's own page for it. */
  | { readonly kind: "ERROR"; readonly status: number; readonly rewrite?: string }
  | { readonly kind: "API"; readonly path: string }
  | {
      readonly kind: "FILE"
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly status?: number
    }

/** A verdict that serves nothing of what was asked for. */
export type Refusal = Extract<Verdict, { readonly kind: "ERROR" | "REDIRECT" }>

/** One a route of the configuration. */
const patterns = new Map<string, RegExp>()

/** Turns a route with at most one `*` and `{a,b}` into a pattern, which no other case of its letters gets around. */
const patternOf = (route: string): RegExp => {
  let pattern = patterns.get(route)
  if (pattern === undefined) {
    const source = route
      .replace(/[.+?^$()|[\]\\]/g, "\\$&")
      .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.split(",").join("|")})`)
      .replace("*", ".*")
    pattern = new RegExp(`^${source}$`, "i")
    patterns.set(route, pattern)
  }
  return pattern
}

const fits = (route: string, path: string): boolean =>
  route.includes("*") ? patternOf(route).test(path) : route.toLowerCase() === path.toLowerCase()

/** The first rule for this path and method. */
export const ruleFor = (config: SiteConfig, method: string, path: string): RouteRule | undefined =>
  config.routes?.find(
    (rule) =>
      fits(rule.route, path) &&
      (rule.methods === undefined || rule.methods.some((allowed) => allowed === method)) &&
      rule.redirect !== path
  )

/** What is answered in place of an error, by `responseOverrides`. */
export const overriddenError = (config: SiteConfig, status: 400 | 401 | 403 | 404, url: string): Refusal => {
  const override = config.responseOverrides?.[`${status}`]
  if (override?.redirect !== undefined) {
    return {
      kind: "REDIRECT",
      status: override.statusCode === 301 ? 301 : 302,
      location: override.redirect.replace(".referrer", encodeURIComponent(url))
    }
  }
  return {
    kind: "ERROR",
    status: override?.statusCode ?? status,
    ...(override?.rewrite !== undefined && { rewrite: override.rewrite })
  }
}

const allowed = (rule: RouteRule | undefined, roles: ReadonlyArray<string>): boolean =>
  rule?.allowedRoles === undefined ||
  rule.allowedRoles.length === 0 ||
  rule.allowedRoles.includes("anonymous") ||
  rule.allowedRoles.some((role) => roles.includes(role))

const isApi = (path: string): boolean => fits("/api", path) || fits("/api/*", path)

/** Applies the rules to a request. `/.auth/*` is not asked about: it has rules of its own. */
export const decide = (config: SiteConfig, asked: Asked): Verdict => {
  const rule = ruleFor(config, asked.method, asked.path)
  const status = rule?.statusCode
  if (status === 401 || status === 403 || status === 404) return overriddenError(config, status, asked.url)
  const target = rule?.rewrite ?? asked.path
  const api = isApi(target)
  if (!api && asked.method !== "GET" && asked.method !== "HEAD" && asked.method !== "OPTIONS") {
    return { kind: "ERROR", status: 405 }
  }
  if (!allowed(rule, asked.roles)) {
    return overriddenError(config, asked.roles.includes("authenticated") ? 403 : 401, asked.url)
  }
  if (rule?.redirect !== undefined) {
    return { kind: "REDIRECT", status: status ?? 302, location: rule.redirect }
  }
  if (api) return { kind: "API", path: target }
  return {
    kind: "FILE",
    path: target,
    headers: { ...config.globalHeaders, ...rule?.headers },
    ...(status !== undefined && { status })
  }
}

/** The page shown in place of a file that isn't there, or `undefined` for a 404. */
export const fallbackFor = (config: SiteConfig, path: string): string | undefined => {
  const fallback = config.navigationFallback
  if (fallback === undefined) return undefined
  return fallback.exclude?.some((pattern) => fits(pattern, path)) === true ? undefined : fallback.rewrite
}
